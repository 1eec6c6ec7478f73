package io.stipend.cli.serve;

import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.config.StoreLocation;
import io.stipend.cli.config.StoreOptions;
import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.serve.demo.DemoTraffic;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceSource;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.Plugins;
import io.stipend.server.StipendServer;
import io.stipend.server.WarmUp;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend serve}: the HTTP service, until the process is asked to end. */
@Command(
        name = "serve",
        description = {
            "Serves budgets over HTTP, to agents in any language.",
            "",
            "Without a store it keeps the books in this process, with which they end. Without keys it listens to this machine"
                    + " alone; stipend key new makes one. Its first page is a dashboard; what it answers is shown at /docs.",
            ""
        },
        exitCodeList = {"0:asked to end, and ended in order", "1:failure", "2:wrong usage"})
public final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where to listen (default: server.host, 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 for any port that is free (default: server.port, 7070).")
    private @Nullable String port;

    @Option(
            names = "--rehearse",
            description =
                    "Does not serve: calls everything of a service on the memory store once, and ends. Java makes an archive"
                            + " of the classes of such a run, see docs/server.md.")
    private boolean isRehearsal;

    @Option(
            names = "--demo",
            description =
                    "Have agents call it that replay the bundled trace, sixty times as fast, for the dashboard to show;"
                            + " with books that end with this process.")
    private boolean demo;

    @Override
    @SuppressWarnings("try") // the watch and the traffic are only to be closed
    public Integer call() throws InterruptedException {
        if (isRehearsal) {
            WarmUp.run(Duration.ZERO);
            return ExitCode.OK;
        }
        StipendConfig config = OptionsConfig.load(spec, source());
        WarmUp.run(WarmUp.USUAL);
        CountDownLatch asked = new CountDownLatch(1);
        Duration grace = config.server().balancerDelay().plus(config.server().stopTimeout());
        try (StopOnSignal watch = StopOnSignal.watch(asked::countDown, grace);
                StipendServer server = start(config);
                DemoTraffic traffic = demo ? beginDemo(server) : null) {
            announce(config, server);
            asked.await();
            say("asked to end; what is at work may take " + grace.toSeconds() + " s");
        }
        return ExitCode.OK;
    }

    private ConfigSource source() {
        ConfigSource source = demo ? demoSource() : store.sourceOrMemory();
        source = host == null ? source : source.withOption("--host", "server.host", host);
        return port == null ? source : source.withOption("--port", "server.port", port);
    }

    /** Nobody's books are to have the demo's traffic in them, and no key is needed to look at it. */
    private ConfigSource demoSource() {
        if (store.isGiven() || store.hasConfig()) {
            throw Usage.wrong(
                    spec,
                    "--demo fills books of its own, in this process; leave out --config, --store and --store-url");
        }
        ConfigSource source = ConfigSource.NONE;
        for (Map.Entry<String, String> setting : DemoTraffic.SETTINGS.entrySet()) {
            source = source.withOption("--demo", setting.getKey(), setting.getValue());
        }
        return store.withSettings(source);
    }

    private DemoTraffic beginDemo(StipendServer server) {
        Trace trace = TraceReader.read(TraceSource.bundled());
        say("demo: agents replay " + trace.name() + ", " + DemoTraffic.SPEED
                + " times as fast, and begin anew when it ends");
        return DemoTraffic.start(server.address(), trace);
    }

    /** What is wrong here is wrong with the configuration, which need not have been typed. */
    private StipendServer start(StipendConfig config) {
        try {
            return StipendServer.start(config);
        } catch (InvalidRequestException e) {
            throw new ServeException(String.valueOf(e.getMessage()));
        }
    }

    private void announce(StipendConfig config, StipendServer server) {
        boolean outlives = Plugins.store(config.store().type())
                .map(StoreLocation::outlivesProcess)
                .orElse(true);
        say("listening on " + server.address() + ", the dashboard; the contract is at " + server.address() + "docs");
        if (!outlives) {
            say("the books are in this process and end with it; --config or --store-url keep them");
        }
        if (server.isOpen()) {
            say("there are no keys: whoever is on this machine may call, in the tenant default");
        }
    }

    private void say(String what) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("stipend serve: " + what);
        out.flush();
    }
}
