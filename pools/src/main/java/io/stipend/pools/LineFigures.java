package io.stipend.pools;

import io.micrometer.core.instrument.Timer;
import io.stipend.core.metrics.Telemetry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the line of one pool counts. No number is of a member: there may be any number of those. Thread safe. */
final class LineFigures {

    private final String pool;
    private final Telemetry telemetry;
    private final LongAdder timedOut;
    private final LongAdder refused;
    private final LongAdder starved;
    private final LongAdder earmarks;
    private final LongAdder looks;
    private final LongAdder failures;
    private final @Nullable Timer waits;

    LineFigures(String pool, Telemetry telemetry) {
        this.pool = pool;
        this.telemetry = telemetry;
        timedOut = counter("timeouts", "Requests whose share of the pool did not come free in time");
        refused = counter("refused", "Requests refused because as many waited as may");
        starved = counter("starved", "Members that waited for 30 s below their minimum and were given nothing");
        earmarks = counter("earmarks", "Large requests of this node for which room was kept");
        looks = counter("looks", "Looks of this node at what members of the pool use and want");
        failures = counter("failures", "Looks that the store did not answer");
        waits = telemetry.timer("stipend.pool.waits", "From asking for a share to having it", "pool", pool);
    }

    private LongAdder counter(String name, String description) {
        LongAdder count = new LongAdder();
        telemetry.counter("stipend.pool." + name, description, count, LongAdder::sum, "pool", pool);
        return count;
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

    void starved() {
        starved.increment();
    }

    void earmarked() {
        earmarks.increment();
    }

    void looked() {
        looks.increment();
    }

    void failed() {
        failures.increment();
    }
}
