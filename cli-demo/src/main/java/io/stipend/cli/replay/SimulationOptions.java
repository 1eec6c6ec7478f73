package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.Rates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how calls run, where the log does not. */
final class SimulationOptions {

    private static final double SLOWEST = 0.001;
    private static final double FASTEST = 1e9;
    private static final long MAX_GROUP = 1_000_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tokens-per-second",
            paramLabel = "N",
            defaultValue = "30",
            description = "How fast answers stream, where the log does not say how long calls took (default: 30).")
    private double tokensPerSecond;

    @Option(
            names = "--input-tokens-per-second",
            paramLabel = "N",
            defaultValue = "4000",
            description = "How fast inputs are read, likewise (default: 4000).")
    private double inputTokensPerSecond;

    @Option(
            names = "--report-every",
            paramLabel = "N",
            description = "Tokens of an answer that are reported at once (default: as many as come in two seconds; with"
                    + " --estimate ladder: 8).")
    private @Nullable Long reportEvery;

    /**
     * The rates; refuses those out of range as wrong usage.
     *
     * @param otherwise what is reported at once unless it was typed, as {@link Rates#reportEvery} says it
     */
    Rates rates(long otherwise) {
        range("--tokens-per-second", tokensPerSecond);
        range("--input-tokens-per-second", inputTokensPerSecond);
        if (reportEvery != null) {
            Usage.range(spec, "--report-every", reportEvery, 1, MAX_GROUP);
        }
        return new Rates(inputTokensPerSecond, tokensPerSecond, reportEvery == null ? otherwise : reportEvery);
    }

    private void range(String option, double value) {
        if (!(value >= SLOWEST && value <= FASTEST)) {
            throw Usage.wrong(spec, option + " is " + value + "; give a number from 0.001 to 1000000000");
        }
    }
}
