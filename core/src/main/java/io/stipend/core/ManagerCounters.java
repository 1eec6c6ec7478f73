package io.stipend.core;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Efficiency;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.check.Checks;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleConsumer;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Counts what a manager does. Thread safe, without contention. */
final class ManagerCounters {

    private final LongAdder approved = new LongAdder();
    private final LongAdder usedUnits = new LongAdder();
    private final Map<Rejection.Code, LongAdder> rejected = new EnumMap<>(Rejection.Code.class);
    private final LongAdder heldUnits = new LongAdder();
    private final LongAdder overrunUnits = new LongAdder();
    private final LongAdder uncollectedUnits = new LongAdder();
    private final LongAdder givenBackUnits = new LongAdder();
    private final Map<Closing, LongAdder> closed = new EnumMap<>(Closing.class);
    private final Map<UsageLevel, LongAdder> entered = new EnumMap<>(UsageLevel.class);
    private final Map<Charging, LongAdder> charges = new EnumMap<>(Charging.class);
    private final @Nullable DoubleConsumer efficiencies;
    private final @Nullable DoubleConsumer ratios;

    /** How a reservation was closed by its caller. */
    private enum Closing {
        SETTLED,
        RELEASED,
        /** Settled after it had expired. */
        LATE
    }

    /** What became of a charge. */
    private enum Charging {
        BOOKED,
        REJECTED
    }

    /** Counts, and reports what it counts. */
    ManagerCounters(Telemetry telemetry) {
        for (Rejection.Code code : Rejection.Code.values()) {
            counter(telemetry, rejected, code, "stipend.reservations.rejected", "Reserves rejected", "reason");
        }
        telemetry.counter("stipend.reservations.approved", "Reserves approved", approved, LongAdder::sum);
        for (Closing closing : Closing.values()) {
            counter(telemetry, closed, closing, "stipend.reservations.closed", "Reservations closed by callers", "how");
        }
        for (UsageLevel level : List.of(UsageLevel.WARNING, UsageLevel.CRITICAL)) {
            counter(telemetry, entered, level, "stipend.levels.entered", "Levels of usage entered", "level");
        }
        for (Charging charging : Charging.values()) {
            counter(telemetry, charges, charging, "stipend.charges", "Usage to be booked without a hold", "outcome");
        }
        credits(telemetry, "stipend.credits.reserved", "Credits held by reserves", heldUnits);
        credits(telemetry, "stipend.credits.used", "Credits booked by settles, releases and charges", usedUnits);
        credits(telemetry, "stipend.credits.overrun", "Credits used beyond what was held", overrunUnits);
        credits(telemetry, "stipend.credits.uncollected", "Credits used and not charged", uncollectedUnits);
        credits(
                telemetry,
                "stipend.credits.given.back",
                "Credits that expiry had booked and late settles gave back",
                givenBackUnits);
        efficiencies = telemetry.ratios(
                "stipend.settlement.efficiency",
                "Efficiency of settled steps",
                DoubleStream.iterate(10, tenth -> tenth + 10).limit(10).toArray());
        ratios = telemetry.ratios(
                "stipend.settlement.ratio", "Usage ratio of settled steps", 10, 20, 40, 60, 80, 95, 100, 125, 150, 200);
    }

    private static <E extends Enum<E>> void counter(
            Telemetry telemetry, Map<E, LongAdder> counts, E value, String name, String description, String tag) {
        LongAdder count = new LongAdder();
        counts.put(value, count);
        telemetry.counter(name, description + ", by " + tag, count, LongAdder::sum, tag, value.name());
    }

    private static void credits(Telemetry telemetry, String name, String description, LongAdder units) {
        telemetry.counter(name, description, units, sum -> sum.sum() / (double) Credits.UNITS_PER_CREDIT);
    }

    private static <E extends Enum<E>> void increment(Map<E, LongAdder> counts, E value) {
        LongAdder count = counts.get(value);
        if (count != null) {
            count.increment();
        }
    }

    /** A reserve was approved, for the first time. */
    void approved(ResourceVector envelope) {
        approved.increment();
        heldUnits.add(envelope.credits());
    }

    /** A usage report entered these levels, for the first time. */
    void entered(List<UsageLevel> levels) {
        for (UsageLevel level : levels) {
            increment(entered, level);
        }
    }

    /** A reserve was rejected. */
    void rejected(Rejection.Code code) {
        increment(rejected, code);
    }

    /** A reservation was settled or released, for the first time. */
    void closed(JournalEntry.Closed entry, double efficiencyTarget) {
        usedUnits.add(entry.charged().excessOver(entry.bookedBefore()).credits());
        givenBackUnits.add(entry.bookedBefore().excessOver(entry.charged()).credits());
        overrunUnits.add(entry.overrun().credits());
        uncollectedUnits.add(entry.uncollected().credits());
        Closing settled = entry.late() ? Closing.LATE : Closing.SETTLED;
        increment(closed, entry.kind() == CloseKind.RELEASED ? Closing.RELEASED : settled);
        if (efficiencies != null) {
            efficiencies.accept(Efficiency.of(entry, efficiencyTarget).score());
        }
        if (ratios != null) {
            ratios.accept(ResourceVector.usageRatio(entry.used(), entry.held()));
        }
    }

    /** Usage was booked without a hold, for the first time. */
    void charged(JournalEntry.Charged entry) {
        increment(charges, Charging.BOOKED);
        usedUnits.add(entry.charged().credits());
        uncollectedUnits.add(entry.used().excessOver(entry.charged()).credits());
    }

    /** A charge was rejected. */
    void chargeRejected() {
        increment(charges, Charging.REJECTED);
    }

    /** The counts so far. */
    ResourceManager.Metrics snapshot(long activeAllocations, List<ForecastFigures> forecasts) {
        Map<Rejection.Code, Long> byReason = new EnumMap<>(Rejection.Code.class);
        long rejections = 0;
        for (Map.Entry<Rejection.Code, LongAdder> entry : rejected.entrySet()) {
            long count = entry.getValue().sum();
            byReason.put(entry.getKey(), count);
            rejections += count;
        }
        long approvals = approved.sum();
        return new ResourceManager.Metrics(
                activeAllocations,
                approvals + rejections,
                approvals,
                rejections,
                Map.copyOf(byReason),
                Credits.ofUnits(Math.min(Checks.MAX_AMOUNT, usedUnits.sum())),
                forecasts);
    }
}
