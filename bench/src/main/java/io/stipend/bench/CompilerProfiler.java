package io.stipend.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** The share of the time that the JVM's compilers worked: what is measured while they do is not what a service sees later. */
public class CompilerProfiler implements InternalProfiler {

    static final String LABEL = "compiling";

    private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private long startMillis;

    @Override
    public String getDescription() {
        return "Share of the time that the JVM's compilers worked";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        startMillis = compilers.getTotalCompilationTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double compiled = compilers.getTotalCompilationTime() - startMillis;
        double share = compiled / iteration.getTime().convertTo(TimeUnit.MILLISECONDS);
        return List.of(new ScalarResult(LABEL, share, "of the time", AggregationPolicy.AVG));
    }
}
