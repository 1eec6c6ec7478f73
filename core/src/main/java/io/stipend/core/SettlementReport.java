package io.stipend.core;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Efficiency;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.util.List;

/**
 * How a reservation ended, by settle or release, or what a charge booked. Of each consumable resource, settled in time or late, {@code charged +
 * uncollected = used + overcharged} and {@code charged + returned = held + beyondHold}. In time, that is {@code held = charged +
 * returned − overrun + uncollected}. Immutable.
 */
public final class SettlementReport {

    private final JournalEntry.Closed entry;
    private final ManagerConfig.Thresholds thresholds;
    private final double efficiencyTarget;
    private final boolean replayed;

    SettlementReport(
            JournalEntry.Closed entry, ManagerConfig.Thresholds thresholds, double efficiencyTarget, boolean replayed) {
        this.entry = entry;
        this.thresholds = thresholds;
        this.efficiencyTarget = efficiencyTarget;
        this.replayed = replayed;
    }

    public ReservationId reservationId() {
        return entry.header().id();
    }

    /** {@code COMPLETED}, {@code RELEASED} or {@code CHARGED}. */
    public ReservationStatus status() {
        return ReservationStatus.of(entry.kind());
    }

    /** What was held. */
    public ResourceVector held() {
        return entry.held();
    }

    /** What was used in the end. */
    public ResourceVector used() {
        return entry.used();
    }

    /** What was booked on each account of the path for this reservation in all, at its expiry too. */
    public ResourceVector charged() {
        return entry.charged();
    }

    /** What expiry had booked before, in {@link #charged} as far as it was not given back; zero unless {@link #late}. */
    public ResourceVector bookedBefore() {
        return entry.bookedBefore();
    }

    /** The part of the hold that was not charged. */
    public ResourceVector returned() {
        return entry.returned();
    }

    /** By how much usage exceeded the hold, of what is consumable. */
    public ResourceVector overrun() {
        return entry.overrun();
    }

    /** The part of the usage that was not charged: see {@link io.stipend.core.model.OverrunPolicy#CAP}. */
    public ResourceVector uncollected() {
        return entry.uncollected();
    }

    /**
     * The part of the charge that the final figures do not cover: expiry had booked more, and it was not given back. Zero unless
     * {@link #late}. It stays charged; an administrator's adjustment refunds it.
     */
    public ResourceVector overcharged() {
        return entry.overcharged();
    }

    /** The part of the charge that the hold did not cover: in time, overrun − uncollected. */
    public ResourceVector beyondHold() {
        return entry.beyondHold();
    }

    /** From reserve to this close, on the store's clock. */
    public Duration duration() {
        return Duration.ofMillis(entry.atMillis() - entry.header().openedAtMillis());
    }

    /** The largest used/reserved at the end. */
    public double usageRatio() {
        return ResourceVector.usageRatio(entry.used(), entry.held());
    }

    /** The highest level usage ever had, the end included. */
    public UsageLevel level() {
        return thresholds.levelOf(Math.max(entry.peak(), usageRatio()));
    }

    /** The levels that were announced while usage was tracked, lowest first. */
    public List<UsageLevel> warnings() {
        return TrackingReport.levelsBetween(UsageLevel.NORMAL, thresholds.levelOf(entry.peak()));
    }

    /** How well the envelope fitted: see {@link Efficiency}. */
    public Efficiency efficiency() {
        return Efficiency.of(entry, efficiencyTarget);
    }

    /** Whether the reservation had expired before. */
    public boolean late() {
        return entry.late();
    }

    /** Whether the same call closed it before: this is the first answer again. */
    public boolean replayed() {
        return replayed;
    }

    @Override
    public String toString() {
        return "SettlementReport[" + status() + ", charged " + charged() + ", returned " + returned() + ", overrun "
                + overrun() + ']';
    }
}
