package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that take the policies to try from configurations. */
final class PolicyOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Try the limits, tiers, periods, windows and thresholds of a deployment's configuration, on a"
                    + " memory store of the replay's own; with --load, on the configured store.")
    private @Nullable Path config;

    @Option(
            names = "--compare",
            arity = "2",
            paramLabel = "FILE",
            description = "Try the policies of two configurations on the same log, and show them side by side.")
    private @Nullable List<Path> compared;

    /** The configurations: none, one, or two to compare. */
    List<Path> files() {
        if (config != null && compared != null) {
            throw Usage.wrong(spec, "--config and --compare both say which policies to try; give one");
        }
        return compared != null ? compared : config != null ? List.of(config) : List.of();
    }

    /** The option that was typed. */
    String option() {
        return compared != null ? "--compare" : "--config";
    }
}
