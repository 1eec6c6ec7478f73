package io.stipend.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Complaints about usage that picocli cannot make by itself. Each names the option and the remedy. */
final class Usage {

    private Usage() {}

    static void range(CommandSpec spec, String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrong(spec, option + " is " + value + "; give a whole number from " + least + " to " + most);
        }
    }

    static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
