package io.stipend.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
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

    /** A fixed heap, so that the collector does not spend the measurement finding its size. */
    static final String HEAP = "-Xms4g -Xmx4g";

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private final Effort effort;
    private final OutputFormat output;

    /**
     * Makes a runner.
     *
     * @param verbose whether what JMH has to say goes to standard error, or nowhere
     */
    JmhRunner(Effort effort, boolean verbose) {
        this.effort = effort;
        this.output = OutputFormatFactory.createFormatInstance(
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    }

    /**
     * Measures a case. Blocks for as long as its forks take.
     *
     * @throws RunnerException when the benchmark fails
     */
    Measurement measure(BenchCase benchCase) throws RunnerException {
        RunResult latencies = run(benchCase, Mode.SampleTime);
        if (!effort.separateLatencies()) {
            return measurement(benchCase, median(secondary(latencies, OpsRateProfiler.LABEL)), latencies, latencies);
        }
        RunResult rates = run(benchCase, Mode.Throughput);
        return measurement(benchCase, median(rates.getPrimaryResult()), latencies, rates);
    }

    private RunResult run(BenchCase benchCase, Mode mode) throws RunnerException {
        int iterationMillis = benchCase.leavesOpen()
                ? Math.min(effort.iterationMillis(), Effort.LEAVING_ITERATION_MILLIS)
                : effort.iterationMillis();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include('^' + benchCase.benchmark().replace(".", "\\.") + '$')
                .mode(mode)
                .timeUnit(mode == Mode.Throughput ? TimeUnit.SECONDS : TimeUnit.MICROSECONDS)
                .threads(benchCase.callers())
                .forks(effort.forks())
                .warmupIterations(Math.max(1, effort.warmupMillis() / iterationMillis))
                .warmupTime(TimeValue.milliseconds(iterationMillis))
                .measurementIterations(effort.iterations() * effort.iterationMillis() / iterationMillis)
                .measurementTime(TimeValue.milliseconds(iterationMillis))
                .jvmArgs(HEAP.split(" "))
                .addProfiler(GCProfiler.class)
                .addProfiler(OpsRateProfiler.class)
                .shouldFailOnError(true);
        benchCase.params().forEach(options::param);
        Collection<RunResult> results = new Runner(options.build(), output).run();
        if (results.size() != 1) {
            throw new RunnerException(benchCase + " ran " + results.size() + " benchmarks; it must name one");
        }
        return results.iterator().next();
    }

    private static Measurement measurement(
            BenchCase benchCase, double opsPerSecond, RunResult latencies, RunResult allocations)
            throws RunnerException {
        var times = latencies.getPrimaryResult().getStatistics();
        return new Measurement(
                benchCase.name(),
                benchCase.callers(),
                benchCase.accounts(),
                opsPerSecond,
                times.getPercentile(50),
                times.getPercentile(99),
                median(secondary(allocations, ALLOCATION)));
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
