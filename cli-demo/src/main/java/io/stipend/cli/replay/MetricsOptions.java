package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a replay's numbers can be scraped. */
final class MetricsOptions {

    private static final int HIGHEST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Serve http://127.0.0.1:PORT/metrics for Prometheus while the replay runs; 0 takes any free port,"
                            + " and standard error says which.")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-linger",
            paramLabel = "DURATION",
            description = "After the replay, wait for one more scrape for so long at most: 30s, 5m.")
    private @Nullable Duration linger;

    /** Serves from now on, or not at all. */
    MetricsServer open() {
        if (port == null) {
            if (linger != null) {
                throw Usage.wrong(spec, "--metrics-linger is not used without --metrics-port; leave it out");
            }
            return MetricsServer.none();
        }
        Usage.range(spec, "--metrics-port", port, 0, HIGHEST_PORT);
        MetricsServer server = MetricsServer.open(port, linger == null ? Duration.ZERO : linger);
        spec.commandLine().getErr().println("stipend replay: metrics at " + server.address());
        spec.commandLine().getErr().flush();
        return server;
    }
}
