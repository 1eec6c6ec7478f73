package io.stipend.pools;

import io.micrometer.core.instrument.Timer;
import io.stipend.core.metrics.Telemetry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the line of one pool counts. No number is of a member: there may be any number of those. Thread safe. */
final class LineFigures {

    private final LongAdder timedOut = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final @Nullable Timer waits;

    LineFigures(String pool, Telemetry telemetry) {
        telemetry.counter(
                "stipend.pool.timeouts",
                "Requests whose share of the pool did not come free in time",
                timedOut,
                LongAdder::sum,
                "pool",
                pool);
        telemetry.counter(
                "stipend.pool.refused",
                "Requests refused because as many waited as may",
                refused,
                LongAdder::sum,
                "pool",
                pool);
        this.waits = telemetry.timer("stipend.pool.waits", "From asking for a share to having it", "pool", pool);
    }

    void answered(PoolAnswer answer, long waitedNanos) {
        if (answer instanceof PoolAnswer.WaitTimedOut) {
            timedOut.increment();
        } else if (waits != null && answer.isApproved()) {
            waits.record(waitedNanos, TimeUnit.NANOSECONDS);
        }
    }

    void refused() {
        refused.increment();
    }
}
