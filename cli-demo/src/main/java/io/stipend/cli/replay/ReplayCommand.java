package io.stipend.cli.replay;

import io.stipend.cli.config.EventsLocation;
import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.config.StoreLocation;
import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.HoldMethod;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.engine.TriedPolicy;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.cli.replay.report.PoolReport;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceOptions;
import io.stipend.cli.trace.TraceSource;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.StorePlugin;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.Plugins;
import io.stipend.events.EventsPlugin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
            "Each request reserves its input's cost plus an output cap or forecast, reports usage while its answer streams,"
                    + " and settles with the truth. That is simulated in the log's own time, so the same log and options"
                    + " give the same report. Requests of a session run in order, sessions concurrently.",
            ""
        },
        exitCodeList = {
            "0:done, the books balance",
            "1:failure",
            "2:wrong usage",
            "130:stopped by Ctrl-C, after a report of what had run until then"
        })
public final class ReplayCommand implements Callable<Integer> {

    /** What a result can be written as. */
    public enum Format {
        TEXT,
        JSON
    }

    private static final String MEMORY = "memory";

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

    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Mixin
    private final SimulationOptions simulation = new SimulationOptions();

    @Mixin
    private final BudgetOptions budgets = new BudgetOptions();

    @Mixin
    private final EstimateOptions estimates = new EstimateOptions();

    @Mixin
    private final StrategyOptions strategies = new StrategyOptions();

    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Mixin
    private final PoolOptions pools = new PoolOptions();

    @Mixin
    private final ReportOptions reporting = new ReportOptions();

    @Mixin
    private final MetricsOptions metricsOptions = new MetricsOptions();

    @Mixin
    private final TraceOptions traceOptions = new TraceOptions();

    @Override
    public Integer call() throws InterruptedException {
        reporting.check();
        Optional<Path> pool = pools.file();
        if (pool.isPresent()) {
            return shared(pool.get());
        }
        List<Path> files = policies.files();
        if (!files.isEmpty()) {
            budgets.refuseLimits(policies.option());
            refuseStore(files);
        }
        StorePlugin typed =
                storeLocation.store().or(() -> Plugins.store(MEMORY)).orElseThrow();
        boolean isLoad = load.isLoad(typed.name().equals(MEMORY));
        if (isLoad) {
            estimates.requireSimulation();
            if (strategies.plan().isPresent()) {
                throw Usage.wrong(spec, "--strategy is a simulation; leave out --load");
            }
        }
        if (isLoad && files.size() > 1) {
            throw Usage.wrong(spec, "--compare is a simulation; leave out --load, or give --config and one file");
        }
        List<Tried> tried = files.isEmpty()
                ? List.of(tried(typed))
                : files.stream()
                        .map(file -> tried(file, policies.option(), isLoad))
                        .toList();
        Rates rates = rates();
        StipendConfig config = tried.get(0).config();
        StorePlugin store = Plugins.store(config.store().type()).orElse(typed);
        int workers = isLoad ? load.workers(store) : 1;
        Trace requests = readTrace();
        // Else a replay would run, and its report then wait for a broker that is not there.
        config.events().prepare();
        RunningReplay running = new RunningReplay(err());
        try (MetricsServer metrics = metricsOptions.open()) {
            return isLoad
                    ? load(
                            loadOf(requests, config, store, workers, rates, metrics, running),
                            tried.get(0).plan(),
                            metrics)
                    : simulate(requests, tried, rates, metrics, running);
        }
    }

    /** On nodes that share a pool of a configuration. */
    @SuppressWarnings("try") // the signal's watch is only to be closed
    private int shared(Path file) throws InterruptedException {
        Tried tried = tried(file, "--pool", false);
        PoolPlan plan = pools.plan(tried.config(), tried.plan(), rates());
        Trace requests = readTrace();
        RunningReplay running = new RunningReplay(err());
        try (StopOnSignal watch = StopOnSignal.watch(running::stop)) {
            PoolReport report = new PooledReplay(requests, running).run(plan);
            reporting.write(report, spec.commandLine().getOut());
            return new ReplayStatus(err()).of(report);
        }
    }

    /** A policy to try, and the configuration that it is of. */
    private record Tried(StipendConfig config, BudgetPlan plan) {}

    /** The limits that are typed. */
    private Tried tried(StorePlugin store) {
        StipendConfig config = budgets.limit(checked(storeLocation.addTo(OptionsConfig.source(), store)));
        return new Tried(
                config,
                budgets.plan(budgets.policy(config), holds(), strategies.plan().orElse(null)));
    }

    /** Those of a configuration, and its prices unless others are typed; a simulation uses nothing else of it. */
    private Tried tried(Path file, String option, boolean isLoad) {
        ConfigSource configured = storeLocation.withSettings(OptionsConfig.source(file));
        StipendConfig config = checked(isLoad ? configured : configured.withOption(option, "store.type", MEMORY));
        budgets.priceBy(config.prices());
        String name = nameOf(file);
        TriedPolicy policy = TriedPolicy.of(name, config, name + ": " + PolicyWords.of(config), "");
        return new Tried(config, budgets.plan(policy, holds(), strategies.plan().orElse(null)));
    }

    /** The file's name; with its folder where two files have the same. */
    private String nameOf(Path file) {
        long alike = policies.files().stream()
                .map(Path::getFileName)
                .filter(name -> Objects.equals(name, file.getFileName()))
                .count();
        return alike > 1 ? file.toString() : String.valueOf(file.getFileName());
    }

    private Rates rates() {
        return simulation.rates(estimates.reportEvery());
    }

    private HoldMethod holds() {
        return estimates.method(budgets.maxOutput(), rates().reportedAtOnce());
    }

    private void refuseStore(List<Path> files) {
        if (storeLocation.isGiven()) {
            throw Usage.wrong(
                    spec,
                    policies.option() + " says which store, and so do --store and --store-url; leave them out, and add"
                            + " --load to replay on the store of " + files.get(0));
        }
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private int simulate(Trace requests, List<Tried> tried, Rates rates, MetricsServer metrics, RunningReplay running)
            throws InterruptedException {
        String tenant = tenant(false);
        announce(tenant, false);
        List<ReplayResult> results = new ArrayList<>();
        try (StopOnSignal watch = StopOnSignal.watch(() -> stop(running, metrics));
                Telemetry telemetry = metrics.registry().map(Telemetry::on).orElseGet(Telemetry::none)) {
            for (Tried policy : tried) {
                // Two simulations cannot count in the same place.
                Telemetry counted = results.isEmpty() ? telemetry : Telemetry.none();
                results.add(new SimulatedReplay(
                                requests, rates, policy.config().events(), eventsOutlive(), tenant, counted, running)
                        .run(policy.plan()));
            }
            return report(results, metrics);
        }
    }

    private LoadReplay loadOf(
            Trace requests,
            StipendConfig config,
            StorePlugin store,
            int workers,
            Rates rates,
            MetricsServer metrics,
            RunningReplay running) {
        boolean outlives = StoreLocation.outlivesProcess(store);
        StipendConfig counted = metrics.registry().isPresent() ? config : config.withMetrics(MetricsSettings.NONE);
        Extensions extensions =
                metrics.registry().map(Extensions.none()::withMeters).orElseGet(Extensions::none);
        return new LoadReplay(
                requests,
                ReplayConfig.of(counted),
                extensions,
                outlives,
                eventsOutlive(),
                tenant(outlives),
                workers,
                load.pace(),
                rates,
                running);
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private int load(LoadReplay replay, BudgetPlan plan, MetricsServer metrics) throws InterruptedException {
        try (StopOnSignal watch = StopOnSignal.watch(() -> stop(replay.running(), metrics))) {
            return replay.run(
                    plan,
                    () -> announce(replay.tenant(), replay.storeOutlives()),
                    result -> report(List.of(result), metrics));
        }
    }

    private static void stop(RunningReplay running, MetricsServer metrics) {
        running.stop();
        metrics.hurry();
    }

    private int report(List<ReplayResult> results, MetricsServer metrics) throws InterruptedException {
        metrics.complete();
        reporting.write(
                results.stream().map(ReplayResult::report).toList(),
                spec.commandLine().getOut());
        metrics.linger();
        return results.stream().mapToInt(new ReplayStatus(err())::of).max().orElse(ExitCode.OK);
    }

    private StipendConfig checked(ConfigSource source) {
        StipendConfig config = OptionsConfig.load(spec, eventsLocation.addTo(source, events));
        try {
            config.events().check();
            return config;
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
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
        return budgets.priced(traceOptions.read(trace == null ? TraceSource.bundled() : TraceSource.file(trace)));
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
