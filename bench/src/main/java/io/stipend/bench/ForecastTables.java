package io.stipend.bench;

import io.stipend.foresight.forecast.LearnedForecaster;
import io.stipend.foresight.trial.Estimate;
import io.stipend.foresight.trial.PoolTrial;
import io.stipend.foresight.trial.PublishedTrace;
import io.stipend.foresight.trial.Trial;
import io.stipend.foresight.trial.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How good forecasts are on the published traces: tried in simulated time, so the figures are the same on every machine. */
final class ForecastTables {

    static final String AZURE = "azure-code";
    static final String MOONCAKE = "mooncake";
    static final String LADDER = "ladder";
    static final String SINGLE = "single shot 1 %";

    /** Stated risks that are compared with what is measured. */
    static final double[] RISKS = {0.1, 0.05, 0.01, 0.002};

    private static final double RISK = 0.01;

    /** After how many calls of other traffic a ladder must have learned it. */
    private static final int DRIFT_CALLS = 1_000;

    private final Map<String, List<Trial.Call>> traces = new LinkedHashMap<>();
    private final Map<String, TrialResult> results = new LinkedHashMap<>();

    /** Reads the traces, and tries everything. Takes some seconds. */
    ForecastTables() {
        Path root = Path.of(System.getProperty("stipend.bench.root", ".."));
        traces.put(AZURE, read(root.resolve("cli-demo/src/test/resources/io/stipend/cli/trace/azure-code.csv")));
        traces.put(
                MOONCAKE,
                read(root.resolve("cli-demo/src/main/resources/io/stipend/cli/trace/mooncake-conversation.csv")));
        traces.forEach((trace, calls) -> estimates(calls)
                .forEach(
                        (name, estimate) -> results.put(trace + ' ' + name, Trial.DEFAULT.run(calls, estimate.get()))));
    }

    private static List<Trial.Call> read(Path file) {
        try {
            return PublishedTrace.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read; run ./bench/run of a whole source tree", e);
        }
    }

    private static Map<String, Supplier<Estimate>> estimates(List<Trial.Call> calls) {
        Map<String, Supplier<Estimate>> estimates = new LinkedHashMap<>();
        estimates.put(LADDER, () -> Estimate.ladder(new LearnedForecaster(), RISK));
        for (double risk : RISKS) {
            estimates.put(single(risk), () -> Estimate.singleShot(new LearnedForecaster(), risk));
        }
        estimates.put("cap 1,024", () -> Estimate.cap(1_024));
        estimates.put("cap 4,096", () -> Estimate.cap(4_096));
        estimates.put("hindsight's p99", () -> Estimate.hindsight(calls, RISK));
        return estimates;
    }

    private static String single(double risk) {
        return risk == RISK ? SINGLE : String.format(Locale.ROOT, "single shot %s %%", shown(100 * risk));
    }

    private static String shown(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private List<Trial.Call> calls(String trace) {
        List<Trial.Call> calls = traces.get(trace);
        if (calls == null) {
            throw new IllegalArgumentException("there is no trace " + trace);
        }
        return calls;
    }

    /** How an estimate did on a trace. */
    TrialResult get(String trace, String estimate) {
        TrialResult result = results.get(trace + ' ' + estimate);
        if (result == null) {
            throw new IllegalArgumentException("not tried: " + estimate + " on " + trace);
        }
        return result;
    }

    /** By how much a measured share of overruns differs from the stated one, at worst, as a share of that. */
    double worstCalibration(String trace) {
        double worst = 0;
        for (double risk : RISKS) {
            double measured = get(trace, single(risk)).overrunShare();
            worst = Math.max(worst, Math.abs(measured - risk) / risk);
        }
        return worst;
    }

    /** Extensions a call of one trace, once a thousand calls of it have followed another trace. */
    double extensionsAfterDrift(String before, String after) {
        List<Trial.Call> calls = new ArrayList<>(calls(before));
        int change = calls.size();
        long end = calls.stream().mapToLong(Trial.Call::atMillis).max().orElse(0);
        List<Trial.Call> others = calls(after);
        long begin = others.stream().mapToLong(Trial.Call::atMillis).min().orElse(0);
        others.forEach(call ->
                calls.add(Trial.Call.of(end + 1 + call.atMillis() - begin, call.inputTokens(), call.outputTokens())));
        return Trial.DEFAULT
                .run(calls, Estimate.ladder(new LearnedForecaster(), RISK))
                .extensionsPerRequest(change + DRIFT_CALLS, change + 2 * DRIFT_CALLS);
    }

    /** What a pool that is too small serves with a ladder, as a share of what it serves with perfect knowledge. */
    double served(String trace) {
        List<Trial.Call> calls = calls(trace);
        return PoolTrial.DEFAULT
                        .run(calls, Estimate.ladder(new LearnedForecaster(), RISK))
                        .servedShare()
                / PoolTrial.DEFAULT.run(calls, Estimate.perfect()).servedShare();
    }

    /** What is held over what is used, and what a pool serves, for each trace and estimate. */
    String text() {
        StringBuilder text = new StringBuilder();
        traces.forEach((trace, calls) -> {
            text.append(
                    String.format(Locale.ROOT, "%s, %,d calls; held/used is money at 3 and 15%n", trace, calls.size()));
            text.append(Report.aligned(heldRows(trace, calls))).append('\n');
        });
        return text.toString();
    }

    private List<List<String>> heldRows(String trace, List<Trial.Call> calls) {
        double perfect = PoolTrial.DEFAULT.run(calls, Estimate.perfect()).servedShare();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "estimate",
                "held/used",
                "over time",
                "output alone",
                "overruns %",
                "extensions",
                "pool serves %",
                "pool overruns %"));
        estimates(calls).forEach((name, estimate) -> {
            TrialResult result = get(trace, name);
            PoolTrial.Result pool = PoolTrial.DEFAULT.run(calls, estimate.get());
            rows.add(List.of(
                    name,
                    number(result.heldOverUsed(), 3),
                    number(result.heldOverUsedOverTime(), 3),
                    number(result.outputHeldOverUsed(), 2),
                    number(100 * result.overrunShare(), 2),
                    number(result.extensionsPerRequest(), 2),
                    number(100 * pool.servedShare() / perfect, 1),
                    number(100 * pool.overrunShare(), 2)));
        });
        return rows;
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
