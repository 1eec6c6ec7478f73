package io.stipend.core;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.TrackOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How far a step has come after a usage report, so that it can adapt. Immutable. */
public final class TrackingReport {

    private final JournalEntry.Tracked entry;
    private final ManagerConfig.Thresholds thresholds;
    private final boolean replayed;
    private final List<Balance> balances;

    TrackingReport(TrackOutcome.Added added, ManagerConfig.Thresholds thresholds) {
        this.entry = added.entry();
        this.thresholds = thresholds;
        this.replayed = added.replayed();
        this.balances = added.balances();
    }

    /** The largest used/reserved over the resources held; above 1 when one is overrun. */
    public double usageRatio() {
        return ResourceVector.usageRatio(entry.used(), entry.held());
    }

    /** The highest level usage has entered. An extension lowers the ratio, not the level. */
    public UsageLevel level() {
        return thresholds.levelOf(entry.peak());
    }

    /** The levels that were entered with this very report, lowest first; mostly none. */
    public List<UsageLevel> entered() {
        return levelsBetween(thresholds.levelOf(entry.peakBefore()), level());
    }

    /** {@code EXCEEDED} from the critical level on, also where nothing exceeds the hold; else {@code ACTIVE}. */
    public ReservationStatus status() {
        return ReservationStatus.ofOpen(entry.peak(), thresholds);
    }

    /** What was used so far. */
    public ResourceVector used() {
        return entry.used();
    }

    /** What is held. */
    public ResourceVector held() {
        return entry.held();
    }

    /** What is left of the hold; zero where it is overrun. */
    public ResourceVector remaining() {
        return entry.held().excessOver(entry.used());
    }

    /** When the lease runs out unless renewed, on the store's clock. */
    public Instant expiresAt() {
        return Instant.ofEpochMilli(entry.expiresAtMillis());
    }

    /**
     * The number of the report among the changes of the reservation: of two answers, that with the higher number is about what
     * came later.
     */
    public long sequence() {
        return entry.sequence();
    }

    /**
     * What is available on each account of the path after the report, in the path's order; empty if the report did not ask. Where
     * the same report was seen before, this is not its first answer, but what is available now.
     */
    public List<Balance> balances() {
        return balances;
    }

    /** Whether the same report was seen before: this is the first answer again. */
    public boolean replayed() {
        return replayed;
    }

    /** The levels above one, up to another. */
    static List<UsageLevel> levelsBetween(UsageLevel before, UsageLevel after) {
        if (before.compareTo(after) >= 0) {
            return List.of();
        }
        List<UsageLevel> entered = new ArrayList<>(2);
        for (UsageLevel level : UsageLevel.values()) {
            if (level.compareTo(before) > 0 && level.compareTo(after) <= 0) {
                entered.add(level);
            }
        }
        return entered;
    }

    @Override
    public String toString() {
        return "TrackingReport[" + level() + ", ratio " + usageRatio() + ", used " + used() + " of " + held() + ']';
    }
}
