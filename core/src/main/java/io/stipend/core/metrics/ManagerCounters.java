package io.stipend.core.metrics;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Efficiency;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.JournalEntry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Counts what a manager does. Thread safe, without contention. */
public final class ManagerCounters {

    private static final double MICROS_PER_CREDIT = 1e6;

    private final LongAdder approved = new LongAdder();
    private final LongAdder usedMicros = new LongAdder();
    private final Map<Rejection.Code, LongAdder> rejected = new EnumMap<>(Rejection.Code.class);
    private final @Nullable DoubleConsumer efficiencies;
    private final @Nullable DoubleConsumer ratios;

    /** Counts, and reports what it counts. */
    public ManagerCounters(Telemetry telemetry) {
        for (Rejection.Code code : Rejection.Code.values()) {
            LongAdder count = new LongAdder();
            rejected.put(code, count);
            telemetry.counter(
                    "stipend.reservations.rejected",
                    "Reserves rejected, by reason",
                    count,
                    LongAdder::sum,
                    "reason",
                    code.name());
        }
        telemetry.counter("stipend.reservations.approved", "Reserves approved", approved, LongAdder::sum);
        telemetry.counter(
                "stipend.credits.used",
                "Credits booked by settles and releases",
                usedMicros,
                micros -> micros.sum() / MICROS_PER_CREDIT);
        efficiencies = telemetry.distribution(
                "stipend.settlement.efficiency", "Efficiency of settled steps, 0 to 1", 0.2, 0.4, 0.6, 0.8, 1);
        ratios = telemetry.distribution(
                "stipend.settlement.ratio", "Usage ratio of settled steps", 0.2, 0.4, 0.6, 0.8, 0.95, 1, 2);
    }

    /** A reserve was approved, for the first time. */
    public void approved() {
        approved.increment();
    }

    /** A reserve was rejected. */
    public void rejected(Rejection.Code code) {
        LongAdder count = rejected.get(code);
        if (count != null) {
            count.increment();
        }
    }

    /** A reservation was settled or released, for the first time. */
    public void closed(JournalEntry.Closed entry, double efficiencyTarget) {
        usedMicros.add(entry.charged().credits() - entry.bookedBefore().credits());
        if (efficiencies != null) {
            efficiencies.accept(Efficiency.of(entry, efficiencyTarget).score());
        }
        if (ratios != null) {
            ratios.accept(ResourceVector.usageRatio(entry.used(), entry.held()));
        }
    }

    /** The counts so far. */
    public ManagerMetrics snapshot(long activeAllocations) {
        Map<Rejection.Code, Long> byReason = new EnumMap<>(Rejection.Code.class);
        long rejections = 0;
        for (Map.Entry<Rejection.Code, LongAdder> entry : rejected.entrySet()) {
            long count = entry.getValue().sum();
            byReason.put(entry.getKey(), count);
            rejections += count;
        }
        long approvals = approved.sum();
        return new ManagerMetrics(
                activeAllocations,
                approvals + rejections,
                approvals,
                rejections,
                Map.copyOf(byReason),
                Credits.ofMicros(Math.min(Checks.MAX_AMOUNT, usedMicros.sum())));
    }
}
