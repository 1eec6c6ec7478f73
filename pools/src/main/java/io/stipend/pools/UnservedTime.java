package io.stipend.pools;

import java.util.concurrent.TimeUnit;

/**
 * For how long a member has waited below its minimum and was given nothing, as this node sees it. Whoever gives up and asks again soon waits
 * on. Guarded by the lock of the line.
 */
final class UnservedTime {

    /** Longer than a ticket lasts that comes late: what is not seen for a moment was not withdrawn. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(Notice.LEASE_MILLIS + 1_000);

    private boolean waits;
    private long sinceNanos;
    private long seenAtNanos;
    private boolean wasServed;
    private long servedAtNanos;

    /** It was given something. */
    void served(long nowNanos) {
        wasServed = true;
        servedAtNanos = nowNanos;
        sinceNanos = nowNanos;
    }

    /**
     * It was looked at.
     *
     * @param isOwed whether it waits below its minimum just now
     */
    void look(boolean isOwed, long nowNanos) {
        if (isOwed) {
            sinceNanos = waits ? sinceNanos : nowNanos;
            seenAtNanos = nowNanos;
            waits = true;
        } else if (nowNanos - seenAtNanos > GAP_NANOS) {
            waits = false;
        }
    }

    /** For how long; 0 if it does not wait. */
    long nanos(long nowNanos) {
        return waits ? nowNanos - sinceNanos : 0;
    }

    /** Whether it was given something after a moment, or waits no more although it was looked at for long enough since. */
    boolean isOverSince(long momentNanos, long nowNanos) {
        return (wasServed && servedAtNanos - momentNanos > 0) || (!waits && nowNanos - momentNanos > GAP_NANOS);
    }
}
