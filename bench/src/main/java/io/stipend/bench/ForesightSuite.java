package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.foresight.forecast.LearnedForecaster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/** Forecasts: what they cost, and how good they are beside caps. */
final class ForesightSuite implements Suite {

    static final String FORECAST = "forecast";
    static final String LEARN = "learn";
    static final String KEYED = "-keyed";
    static final String GROUPS = "groups-10k";

    private static final int MAX_GROUPS = 10_000;

    /** Made when it is asked for: it takes seconds, and other suites need none. */
    private @Nullable ForecastTables tables;

    @Override
    public String name() {
        return "foresight";
    }

    private ForecastTables tables() {
        ForecastTables made = tables;
        if (made == null) {
            made = new ForecastTables();
            tables = made;
        }
        return made;
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK : BenchProfile.FULL;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        List<Measurement> measurements = new ArrayList<>(jmh.measure(cases(), progress));
        if (jmh.isToBeMeasured(GROUPS, 1)) {
            progress.accept(GROUPS);
            measurements.add(groups());
        }
        return measurements;
    }

    static List<BenchCase> cases() {
        List<BenchCase> cases = new ArrayList<>();
        for (int callers : new int[] {1, 2}) {
            for (boolean keyed : new boolean[] {false, true}) {
                for (String name : List.of(FORECAST, LEARN)) {
                    cases.add(new BenchCase(
                            name + (keyed ? KEYED : ""),
                            ForecastCalls.class.getName() + '.' + name,
                            Kind.SMALL,
                            callers,
                            1,
                            Map.of("keyed", Boolean.toString(keyed))));
                }
            }
        }
        return cases;
    }

    /** How much heap each group keeps where all there is room for are known. */
    private static Measurement groups() {
        long before = OpenReservations.usedAfterCollections();
        LearnedForecaster forecaster = new LearnedForecaster();
        long from = System.nanoTime();
        for (int i = 0; i < MAX_GROUPS; i++) {
            forecaster.learn(
                    new Features(
                            "default", "opus", "prompt " + i, Features.UNKNOWN, Features.UNKNOWN, Features.UNKNOWN),
                    i);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        long after = OpenReservations.usedAfterCollections();
        if (forecaster.groups() != MAX_GROUPS + 1) {
            throw new IllegalStateException("there are " + forecaster.groups() + " groups, not all that have room");
        }
        return new Measurement(GROUPS, 1, 1, MAX_GROUPS / seconds, 0, 0, (double) (after - before) / MAX_GROUPS, 0, 0);
    }

    @Override
    public List<Ratio> ratios() {
        return List.of();
    }

    @Override
    public String figures() {
        return tables().text();
    }

    @Override
    public List<Goal> goals(Results results) {
        List<Goal> goals = new ArrayList<>(List.of(
                held(ForecastTables.AZURE, ForecastTables.LADDER, 1.08),
                held(ForecastTables.MOONCAKE, ForecastTables.LADDER, 1.09),
                held(ForecastTables.AZURE, ForecastTables.SINGLE, 1.70),
                held(ForecastTables.MOONCAKE, ForecastTables.SINGLE, 1.33)));
        for (String trace : List.of(ForecastTables.AZURE, ForecastTables.MOONCAKE)) {
            goals.add(Goal.atMost(
                    trace + ", ladder: at most 0.5 extensions a call",
                    tables().get(trace, ForecastTables.LADDER).extensionsPerRequest(),
                    0.5,
                    ""));
            goals.add(Goal.atMost(
                    trace + ", overruns at 10, 5, 1 and 0.2 %: at most 25 % from what is stated",
                    100 * tables().worstCalibration(trace),
                    25,
                    "%"));
            goals.add(Goal.atLeast(
                    trace + ", a pool of 0.8 of the demand serves at least 97 % of perfect knowledge",
                    100 * tables().served(trace),
                    97,
                    "%"));
        }
        goals.add(Goal.atMost(
                "a thousand calls after azure-code turned into mooncake: at most 0.5 extensions a call",
                tables().extensionsAfterDrift(ForecastTables.AZURE, ForecastTables.MOONCAKE),
                0.5,
                ""));
        goals.add(Goal.atMost("a forecast takes at most 3 us at the median", p50(results, FORECAST), 3, "us"));
        goals.add(Goal.atMost("with a model and a key, too", p50(results, FORECAST + KEYED), 3, "us"));
        goals.add(Goal.atMost("an outcome is learned in at most 0.5 us at the median", p50(results, LEARN), 0.5, "us"));
        goals.add(Goal.atMost("with a model and a key, too", p50(results, LEARN + KEYED), 0.5, "us"));
        goals.add(Goal.atMost(
                "a group keeps at most 1,024 bytes", results.get(GROUPS, 1, 1).bytesPerOp(), 1_024, "B"));
        return goals;
    }

    private Goal held(String trace, String estimate, double limit) {
        return Goal.atMost(
                trace + ", " + estimate + ": held/used at most " + limit,
                tables().get(trace, estimate).heldOverUsed(),
                limit,
                "");
    }

    private static double p50(Results results, String name) {
        return results.get(name, 1, 1).p50Micros();
    }
}
