package io.stipend.bench;

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

/** Counts operations per second while JMH samples latencies; JMH itself does not report both. */
public class OpsRateProfiler implements InternalProfiler {

    static final String LABEL = "ops.rate";

    @Override
    public String getDescription() {
        return "Operations a second, in any mode";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        // Divides by the configured time, because a clock would include set-up and tear-down.
        double seconds = iteration.getTime().convertTo(TimeUnit.NANOSECONDS) / 1e9;
        double rate = result.getMetadata().getMeasuredOps() / seconds;
        return List.of(new ScalarResult(LABEL, rate, "ops/s", AggregationPolicy.AVG));
    }
}
