package io.stipend.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Complaints about usage that picocli cannot make by itself. Each names the option and the remedy. */
public final class Usage {

    private Usage() {}

    public static void range(CommandSpec spec, String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw wrong(spec, option + " is " + value + "; give a whole number from " + min + " to " + max);
        }
    }

    public static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
