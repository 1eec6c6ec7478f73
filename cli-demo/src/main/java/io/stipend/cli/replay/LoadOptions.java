package io.stipend.cli.replay;

import io.stipend.cli.config.StoreLocation;
import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.Pace;
import io.stipend.core.spi.StorePlugin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a replay that is a load on a real store, and not a simulation. */
final class LoadOptions {

    private static final int MAX_WORKERS = 1024;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--load",
            description = "Run the requests as fast as they go, on the store's own clock, and measure that, rather than"
                    + " simulate them in the log's time. A store other than memory can be used only so.")
    private boolean load;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "With --load: concurrent executions. With 1, the same trace and options give the same report but"
                            + " for times; with more, whose request comes first is a race (default: 1 on the memory store, else"
                            + " twice the processors).")
    private @Nullable Integer workers;

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            description = "With --load: as fast as possible, or N times real time (default: max).")
    private @Nullable Pace pace;

    /** Whether it is one: where that was typed, and where the store has a clock that nobody can set. */
    boolean isLoad(boolean storeIsSimulated) {
        if (load || !storeIsSimulated) {
            return true;
        }
        if (workers != null || pace != null) {
            throw Usage.wrong(
                    spec,
                    (workers != null ? "--workers" : "--speed")
                            + " is not used in the log's own time; add --load, or leave it out");
        }
        return false;
    }

    /** How many executions run at the same time: another process's store is best used by several at once. */
    int workers(StorePlugin store) {
        int count = workers != null
                ? workers
                : StoreLocation.outlivesProcess(store)
                        ? 2 * Runtime.getRuntime().availableProcessors()
                        : 1;
        Usage.range(spec, "--workers", count, 1, MAX_WORKERS);
        return count;
    }

    Pace pace() {
        return pace == null ? Pace.of("max") : pace;
    }
}
