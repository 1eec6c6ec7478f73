package io.stipend.cli.replay;

import io.stipend.cli.console.Progress;
import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.events.EventsClientOptions;
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
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceSource;
import io.stipend.cli.wiring.EventsChoice;
import io.stipend.cli.wiring.EventsTarget;
import io.stipend.cli.wiring.StipendModule;
import io.stipend.cli.wiring.StoreChoice;
import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Tenants;
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
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Replays a usage log through the resource manager: what would these budgets have done to this traffic?",
            "",
            "Each request reserves its input's cost plus an output cap, reports usage while its answer streams,"
                    + " and settles with the truth. Requests of a session run in order, sessions concurrently.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done, the books balance", "1:failure", "2:wrong usage"})
public final class ReplayCommand implements Callable<Integer> {

    private static final int MAX_WORKERS = 1024;

    /** Further ones are counted only. */
    private static final int SKIPPED_LINES_SHOWN = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TRACE",
            description = "The usage log, CSV or JSON Lines: see docs/traces.md. Without it, the bundled Mooncake"
                    + " conversation trace is replayed: 12,031 requests of 59 minutes.")
    private @Nullable Path trace;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            defaultValue = "memory",
            description = "Where the books are kept: ${COMPLETION-CANDIDATES} (default: memory).")
    @SuppressWarnings("NullAway.Init")
    private StoreChoice store;

    @Option(
            names = "--store-url",
            paramLabel = "URL",
            description = "Where the store is, if it is not in this process.")
    private @Nullable String storeUrl;

    @Option(
            names = "--events",
            paramLabel = "EVENTS",
            defaultValue = "none",
            description = "Where events go: ${COMPLETION-CANDIDATES}; log is standard error (default: none).")
    @SuppressWarnings("NullAway.Init")
    private EventsChoice events;

    @Option(
            names = "--events-url",
            paramLabel = "URL",
            description = "Where events go, if not in this process: for kafka host:port, or host:port/topic"
                    + " (default topic: stipend.events).")
    private @Nullable String eventsUrl;

    @Mixin
    private final EventsClientOptions eventsClient = new EventsClientOptions();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Concurrent executions (default: twice the processors). With 1, the same trace and options"
                    + " give the same report but for times.")
    private @Nullable Integer workers;

    @Mixin
    private final BudgetOptions budgets = new BudgetOptions();

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            defaultValue = "max",
            converter = PaceConverter.class,
            description = "As fast as possible, or N times real time (default: max).")
    @SuppressWarnings("NullAway.Init")
    private Pace pace;

    @Option(
            names = "--report",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What to write to standard output: ${COMPLETION-CANDIDATES} (default: text).")
    @SuppressWarnings("NullAway.Init")
    private ReportFormat report;

    @Mixin
    private final MetricsOptions metricsOptions = new MetricsOptions();

    @Option(names = "--skip-bad-lines", description = "Count lines that cannot be read, and go on.")
    private boolean skipBadLines;

    @Override
    public Integer call() throws InterruptedException {
        checkUsage();
        BudgetPlan plan = budgets.plan();
        int workerCount = workers == null ? 2 * Runtime.getRuntime().availableProcessors() : workers;
        Usage.range(spec, "--workers", workerCount, 1, MAX_WORKERS);
        Trace requests = readTrace();
        try (MetricsServer metrics = metricsOptions.open()) {
            return replay(requests, plan, workerCount, metrics);
        }
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private int replay(Trace requests, BudgetPlan plan, int workerCount, MetricsServer metrics)
            throws InterruptedException {
        String tenant = tenant();
        EventsTarget target = openEvents();
        EventCounts counts = new EventCounts(target.publisher());
        try (Stipend stipend = StipendModule.start(
                store.module(storeUrl),
                new EventsTarget(counts, target.deadLetters()),
                plan.limitPolicy(),
                metrics.telemetry())) {
            announce(tenant);
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
                long open = store.usesUrl()
                        ? Audit.openOf(stipend.accounts(), tenant)
                        : stipend.manager().getMetrics().activeAllocations();
                ReplayReport result = new ReplayReport(
                        requests,
                        plan,
                        store.toString(),
                        events.toString(),
                        workerCount,
                        outcome,
                        open,
                        counts.byType(),
                        events.usesUrl() ? OptionalLong.of(relayed.published()) : OptionalLong.empty(),
                        Audit.of(stipend.accounts(), tenant, open, plan, outcome.tally()));
                metrics.complete();
                write(result);
                metrics.linger();
                return status(result, relayed, stipend.backlog().entries());
            }
        }
    }

    private EventsTarget openEvents() {
        try {
            return events.open(eventsUrl, eventsClient.properties());
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
    }

    /**
     * A store or a topic that outlives this process may hold other replays: each has books of its own, in a tenant of its
     * own.
     */
    private String tenant() {
        if (!store.usesUrl() && !events.usesUrl()) {
            return Tenants.DEFAULT;
        }
        return "replay-" + ReservationId.unique(Tenants.DEFAULT).value();
    }

    private void announce(String tenant) {
        if (events.usesUrl()) {
            err().println("stipend replay: the events are those of tenant " + tenant);
            err().flush();
        }
        if (store.usesUrl()) {
            err().println("stipend replay: the books are those of tenant " + tenant
                    + "; should this be killed, see stipend books --tenant " + tenant + " --store-url ...");
            err().flush();
        }
    }

    private void checkUsage() {
        if (storeUrl == null && store.usesUrl()) {
            throw Usage.wrong(spec, "--store " + store + " needs --store-url " + store.urlForm());
        }
        if (storeUrl != null && !store.usesUrl()) {
            throw Usage.wrong(spec, "--store-url is not used by --store " + store + "; leave it out");
        }
        if (eventsUrl == null && events.usesUrl()) {
            throw Usage.wrong(spec, "--events " + events + " needs --events-url host:port");
        }
        if (eventsUrl != null && !events.usesUrl()) {
            throw Usage.wrong(spec, "--events-url is not used by --events " + events + "; leave it out");
        }
    }

    private Trace readTrace() {
        TraceSource source = trace == null ? TraceSource.bundled() : TraceSource.file(trace);
        if (!skipBadLines) {
            return TraceReader.read(source);
        }
        int[] shown = {0};
        Trace read = TraceReader.readSkipping(source, bad -> {
            if (shown[0]++ < SKIPPED_LINES_SHOWN) {
                err().println("skipped: " + bad);
            }
        });
        if (read.skippedLines() > 0) {
            err().println("stipend replay: skipped " + read.skippedLines() + " bad lines of " + source.location());
            err().flush();
        }
        return read;
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
