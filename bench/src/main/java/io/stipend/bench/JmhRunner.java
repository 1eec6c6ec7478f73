package io.stipend.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs cases with JMH, each in JVMs of its own. */
final class JmhRunner {

    /** Otherwise SLF4J would warn in every JVM that there is no logger. */
    private static final String QUIET = " -Dslf4j.internal.verbosity=ERROR";

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /** A case is warm when the JVM compiles for less than this share of the time. */
    static final double WARM = 0.02;

    /** How often the warm-up of a case is doubled at most. */
    private static final int MAX_DOUBLINGS = 2;

    private static final int COLD_SECONDS = 10;

    private final BenchProfile profile;
    private final Set<String> only;
    private final OutputFormat output;

    /** How many warm-up iterations each case was found to need. */
    private final Map<BenchCase, Integer> warmups = new HashMap<>();

    /**
     * Creates a runner.
     *
     * @param only the cases to measure, in the form of {@link Arguments}
     * @param verbose whether JMH's output goes to standard error or nowhere
     */
    JmhRunner(BenchProfile profile, Set<String> only, boolean verbose) {
        this.profile = profile;
        this.only = only;
        this.output = OutputFormatFactory.createFormatInstance(
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    }

    /**
     * Measures all cases in each of several rounds, so that a noisy moment of the machine does not hit one case alone.
     * Returns the medians of the rounds. Blocks until it is done.
     *
     * @param progress gets what is measured next
     * @throws RunnerException when a benchmark fails
     */
    List<Measurement> measure(List<BenchCase> all, Consumer<String> progress) throws RunnerException {
        List<BenchCase> cases = all.stream()
                .filter(each -> isToBeMeasured(each.name(), each.callers()))
                .toList();
        List<List<Measurement>> rounds = new ArrayList<>();
        for (int round = 1; round <= profile.rounds(); round++) {
            List<Measurement> measurements = new ArrayList<>();
            for (BenchCase each : cases) {
                progress.accept("round %d/%d, case %d/%d: %s, callers %d, accounts %d"
                        .formatted(
                                round,
                                profile.rounds(),
                                measurements.size() + 1,
                                cases.size(),
                                each.name(),
                                each.callers(),
                                each.accounts()));
                measurements.add(measure(each));
            }
            rounds.add(measurements);
        }
        return IntStream.range(0, cases.size())
                .mapToObj(i -> Measurement.median(
                        rounds.stream().map(round -> round.get(i)).toList()))
                .toList();
    }

    /** Whether the user asked for this case. */
    boolean isToBeMeasured(String name, int callers) {
        return only.isEmpty() || only.contains(name) || only.contains(name + '@' + callers);
    }

    private Measurement measure(BenchCase benchCase) throws RunnerException {
        RunResult latencies = runWarm(benchCase, Mode.SampleTime);
        RunResult rates = profile.separateRates() ? runWarm(benchCase, Mode.Throughput) : latencies;
        Result<?> rate = profile.separateRates() ? rates.getPrimaryResult() : secondary(rates, OpsRateProfiler.LABEL);
        var times = latencies.getPrimaryResult().getStatistics();
        return new Measurement(
                benchCase.name(),
                benchCase.callers(),
                benchCase.accounts(),
                median(rate),
                times.getPercentile(50),
                times.getPercentile(99),
                median(secondary(rates, ALLOCATION)),
                median(secondary(rates, CpuProfiler.LABEL)),
                median(secondary(rates, CompilerProfiler.LABEL)));
    }

    /** Runs a case, again with a longer warm-up while the JVM still compiles; what it compiles in the end, the table says. */
    private RunResult runWarm(BenchCase benchCase, Mode mode) throws RunnerException {
        int shortest = profile.warmupIterations(benchCase.kind());
        while (true) {
            int warmup = warmups.getOrDefault(benchCase, shortest);
            RunResult result = run(benchCase, mode, warmup);
            boolean isWarm = median(secondary(result, CompilerProfiler.LABEL)) < WARM;
            if (isWarm || !profile.untilCompiled() || warmup >= shortest << MAX_DOUBLINGS) {
                return result;
            }
            warmups.put(benchCase, 2 * warmup);
        }
    }

    private RunResult run(BenchCase benchCase, Mode mode, int warmup) throws RunnerException {
        boolean isCold = benchCase.kind() == BenchCase.Kind.COLD;
        TimeValue iteration =
                isCold ? TimeValue.seconds(COLD_SECONDS) : TimeValue.milliseconds(profile.iterationMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include('^' + benchCase.benchmark().replace(".", "\\.") + '$')
                .mode(mode)
                .timeUnit(mode == Mode.Throughput ? TimeUnit.SECONDS : TimeUnit.MICROSECONDS)
                .threads(benchCase.callers())
                .forks(1)
                .warmupIterations(warmup)
                .warmupTime(iteration)
                .measurementIterations(isCold ? 1 : profile.iterations())
                .measurementTime(iteration)
                .jvmArgs((profile.heap() + QUIET).split(" "))
                .addProfiler(GCProfiler.class)
                .addProfiler(OpsRateProfiler.class)
                .addProfiler(CpuProfiler.class)
                .addProfiler(CompilerProfiler.class)
                .shouldFailOnError(true);
        benchCase.params().forEach(options::param);
        Collection<RunResult> results = new Runner(options.build(), output).run();
        if (results.size() != 1) {
            throw new RunnerException(benchCase + " ran " + results.size() + " benchmarks; it must name one");
        }
        return results.iterator().next();
    }

    private static Result<?> secondary(RunResult result, String label) throws RunnerException {
        Result<?> found = result.getSecondaryResults().get(label);
        if (found == null) {
            throw new RunnerException("JMH reports no " + label + ", only "
                    + result.getSecondaryResults().keySet());
        }
        return found;
    }

    private static double median(Result<?> result) {
        return result.getStatistics().getPercentile(50);
    }
}
