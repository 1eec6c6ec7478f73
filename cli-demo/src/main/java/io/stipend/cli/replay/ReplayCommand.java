package io.stipend.cli.replay;

import io.stipend.cli.config.EventsLocation;
import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.config.StoreLocation;
import io.stipend.cli.console.Progress;
import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.Audit;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.EventCounts;
import io.stipend.cli.replay.engine.Pace;
import io.stipend.cli.replay.engine.Replay;
import io.stipend.cli.replay.engine.RequestRunner;
import io.stipend.cli.replay.report.JsonReport;
import io.stipend.cli.replay.report.ReplayReport;
import io.stipend.cli.replay.report.TextReport;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceOptions;
import io.stipend.cli.trace.TraceSource;
import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.StorePlugin;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.Plugins;
import io.stipend.events.EventsPlugin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend replay}: a usage log through a real manager. */
@Command(
        name = "replay",
        description = {
            "Replays a usage log through the resource manager: what would these budgets have done to this traffic?",
            "",
            "Each request reserves its input's cost plus an output cap, reports usage while its answer streams,"
                    + " and settles with the truth. Requests of a session run in order, sessions concurrently.",
            ""
        },
        exitCodeList = {"0:done, the books balance", "1:failure", "2:wrong usage"})
public final class ReplayCommand implements Callable<Integer> {

    /** What a result can be written as. */
    public enum Format {
        TEXT,
        JSON
    }

    private static final int MAX_WORKERS = 1024;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TRACE",
            description = "The usage log, CSV or JSON Lines: see docs/traces.md. Without it, the bundled Mooncake"
                    + " conversation trace is replayed: 12,031 requests of 59 minutes.")
    private @Nullable Path trace;

    @Mixin
    private final StoreLocation storeLocation = new StoreLocation();

    @Option(
            names = "--events",
            paramLabel = "EVENTS",
            defaultValue = "none",
            description = "Where events go: none, log (standard error), kafka, or another destination on the class path"
                    + " (default: none).")
    private EventsPlugin events;

    @Mixin
    private final EventsLocation eventsLocation = new EventsLocation();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Concurrent executions. With 1, the same trace and options give the same report but for"
                    + " times; with more, whose request comes first is a race (default: 1 on the memory store, else"
                    + " twice the processors).")
    private @Nullable Integer workers;

    @Mixin
    private final BudgetOptions budgets = new BudgetOptions();

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            defaultValue = "max",
            description = "As fast as possible, or N times real time (default: max).")
    private Pace pace;

    @Option(
            names = "--report",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What to write to standard output: text or json (default: text).")
    private Format report;

    @Mixin
    private final MetricsOptions metricsOptions = new MetricsOptions();

    @Mixin
    private final TraceOptions traceOptions = new TraceOptions();

    @Override
    public Integer call() throws InterruptedException {
        StorePlugin store =
                storeLocation.store().or(() -> Plugins.store("memory")).orElseThrow();
        StipendConfig config = configuration(store);
        BudgetPlan plan = budgets.plan();
        int workerCount = workers == null ? defaultWorkers(store) : workers;
        Usage.range(spec, "--workers", workerCount, 1, MAX_WORKERS);
        Trace requests = readTrace();
        try (MetricsServer metrics = metricsOptions.open()) {
            return replay(requests, plan, config, workerCount, metrics);
        }
    }

    /** Another process's store is best used by several at once; in memory, one is quick, and finds the same each time. */
    private static int defaultWorkers(StorePlugin store) {
        return StoreLocation.outlivesProcess(store) ? 2 * Runtime.getRuntime().availableProcessors() : 1;
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private int replay(Trace requests, BudgetPlan plan, StipendConfig config, int workerCount, MetricsServer metrics)
            throws InterruptedException {
        boolean storeOutlives = outlives(config.store().type());
        String tenant = tenant(storeOutlives);
        EventCounts counts = new EventCounts();
        Extensions extensions = metrics.registry()
                .map(Extensions.none()::withMeters)
                .orElseGet(Extensions::none)
                .withPublisher(counts::around);
        StipendConfig counted = metrics.registry().isPresent() ? config : config.withMetrics(MetricsSettings.NONE);
        // Else a replay would run, and its report then wait for a broker that is not there.
        config.events().prepare();
        try (Deployment deployment = Deployment.start(ReplayConfig.of(counted, plan), extensions)) {
            Stipend stipend = deployment.stipend();
            announce(tenant, storeOutlives);
            RequestRunner runner = new RequestRunner(stipend.manager(), plan, requests, tenant);
            Replay replay = new Replay(requests, runner, () -> stipend.backlog().entries(), workerCount, pace);
            Runnable stop = () -> {
                replay.stop();
                metrics.hurry();
            };
            try (StopOnSignal watch = StopOnSignal.watch(stop)) {
                Replay.Outcome outcome = run(replay, requests);
                stipend.drain();
                EventRelay.Figures relayed = stipend.relayFigures();
                long open = storeOutlives
                        ? Audit.openOf(stipend.accounts(), tenant)
                        : stipend.manager().getMetrics().activeAllocations();
                ReplayReport result = new ReplayReport(
                        requests,
                        plan,
                        config.store().type(),
                        config.events().type(),
                        workerCount,
                        outcome,
                        open,
                        counts.byType(),
                        eventsOutlive() ? OptionalLong.of(relayed.published()) : OptionalLong.empty(),
                        Audit.of(stipend.accounts(), tenant, open, plan, outcome.tally()));
                metrics.complete();
                write(result);
                metrics.linger();
                return status(result, relayed, stipend.backlog().entries());
            }
        }
    }

    private StipendConfig configuration(StorePlugin store) {
        ConfigSource source = storeLocation.addTo(OptionsConfig.source(), store);
        StipendConfig config = OptionsConfig.load(spec, eventsLocation.addTo(source, events));
        try {
            config.events().check();
            return config;
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
    }

    private static boolean outlives(String store) {
        return Plugins.store(store).filter(StoreLocation::outlivesProcess).isPresent();
    }

    private boolean eventsOutlive() {
        return EventsLocation.outlivesProcess(events);
    }

    /**
     * A store or a topic that outlives this process may hold other replays: each has books of its own, in a tenant of its
     * own.
     */
    private String tenant(boolean storeOutlives) {
        if (!storeOutlives && !eventsOutlive()) {
            return Checks.DEFAULT_TENANT;
        }
        return "replay-" + ReservationId.unique(Checks.DEFAULT_TENANT).value();
    }

    private void announce(String tenant, boolean storeOutlives) {
        if (eventsOutlive()) {
            err().println("stipend replay: the events are those of tenant " + tenant);
            err().flush();
        }
        if (storeOutlives) {
            err().println("stipend replay: the books are those of tenant " + tenant
                    + "; should this be killed, see stipend verify --tenant " + tenant + " --store-url ...");
            err().flush();
        }
    }

    private Trace readTrace() {
        return traceOptions.read(trace == null ? TraceSource.bundled() : TraceSource.file(trace));
    }

    @SuppressWarnings("try") // the bar is only to be closed
    private Replay.Outcome run(Replay replay, Trace requests) throws InterruptedException {
        try (Progress bar =
                Progress.show(err(), replay::done, requests.requests().size())) {
            return replay.run();
        }
    }

    private void write(ReplayReport result) {
        PrintWriter out = spec.commandLine().getOut();
        switch (report) {
            case TEXT -> TextReport.write(result, out);
            case JSON -> JsonReport.write(result, out);
        }
        out.flush();
    }

    private int status(ReplayReport result, EventRelay.Figures relayed, long backlog) {
        int status = ExitCode.OK;
        if (!result.outcome().complete()) {
            err().println("stipend replay: interrupted; the report covers what had run until then");
            status = ExitCode.SOFTWARE;
        }
        if (!result.books().balanced()) {
            err().println("stipend replay: THE BOOKS DO NOT BALANCE; this is a defect, please report it:");
            result.books().findings().forEach(finding -> err().println("  " + finding));
            status = ExitCode.SOFTWARE;
        }
        if (backlog > 0 || relayed.deadLetters() > 0) {
            err().println("stipend replay: not all events were published: " + backlog + " journal entries wait, "
                    + relayed.deadLetters() + " events were rejected");
            status = ExitCode.SOFTWARE;
        }
        err().flush();
        return status;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
