package io.stipend.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

    private final BenchProfile effort;
    private final Set<String> only;
    private final OutputFormat output;

    /**
     * Creates a runner.
     *
     * @param only the cases to measure, in the form of {@link Arguments}
     * @param verbose whether JMH's output goes to standard error or nowhere
     */
    JmhRunner(BenchProfile effort, Set<String> only, boolean verbose) {
        this.effort = effort;
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
        for (int round = 1; round <= effort.rounds(); round++) {
            List<Measurement> measurements = new ArrayList<>();
            for (BenchCase each : cases) {
                progress.accept("round %d/%d, case %d/%d: %s, callers %d, accounts %d"
                        .formatted(
                                round,
                                effort.rounds(),
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
        RunResult latencies = run(benchCase, Mode.SampleTime);
        RunResult rates = effort.separateRates() ? run(benchCase, Mode.Throughput) : latencies;
        Result<?> rate = effort.separateRates() ? rates.getPrimaryResult() : secondary(rates, OpsRateProfiler.LABEL);
        var times = latencies.getPrimaryResult().getStatistics();
        return new Measurement(
                benchCase.name(),
                benchCase.callers(),
                benchCase.accounts(),
                median(rate),
                times.getPercentile(50),
                times.getPercentile(99),
                median(secondary(rates, ALLOCATION)),
                median(secondary(rates, CpuProfiler.LABEL)));
    }

    private RunResult run(BenchCase benchCase, Mode mode) throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(effort.iterationMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include('^' + benchCase.benchmark().replace(".", "\\.") + '$')
                .mode(mode)
                .timeUnit(mode == Mode.Throughput ? TimeUnit.SECONDS : TimeUnit.MICROSECONDS)
                .threads(benchCase.callers())
                .forks(1)
                .warmupIterations(effort.warmupIterations(benchCase.kind()))
                .warmupTime(iteration)
                .measurementIterations(effort.iterations())
                .measurementTime(iteration)
                .jvmArgs((effort.heap() + QUIET).split(" "))
                .addProfiler(GCProfiler.class)
                .addProfiler(OpsRateProfiler.class)
                .addProfiler(CpuProfiler.class)
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
