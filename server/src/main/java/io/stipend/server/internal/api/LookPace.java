package io.stipend.server.internal.api;

import java.time.Duration;

/**
 * How long to wait after a look for the next, so that looks take a small share of the time, and less where nothing changes. Used by
 * one thread at a time.
 */
final class LookPace {

    /** Looks may take one part in so many of a core's time. */
    static final long CPU_SHARE = 400;

    /** Looks may wait for the store for one part in so many of the time. */
    static final long WAITING_SHARE = 5;

    /** The first looks are slower than those that follow, for nothing is compiled yet: what they take says little. */
    static final int FIRST_LOOKS = 4;

    private final long leastNanos;
    private final long unchangedNanos;
    private long restNanos;
    private int looks;

    /**
     * A pace.
     *
     * @param least how long to wait at least
     * @param unchanged how long to wait at most for the reason that nothing changes
     */
    LookPace(Duration least, Duration unchanged) {
        this.leastNanos = least.toNanos();
        this.unchangedNanos = unchanged.toNanos();
        this.restNanos = leastNanos;
    }

    /**
     * How long to wait now, in nanoseconds. While looks find the same, each waits twice as long as the one before.
     *
     * @param tookNanos how long the look took
     * @param cpuNanos what of that its thread was at work
     * @param isSame whether it found what the one before found
     */
    long pauseNanos(long tookNanos, long cpuNanos, boolean isSame) {
        restNanos = isSame ? Math.min(unchangedNanos, 2 * restNanos) : leastNanos;
        if (looks < FIRST_LOOKS) {
            looks++;
            return restNanos;
        }
        return Math.max(restNanos, Math.max(CPU_SHARE * cpuNanos, WAITING_SHARE * tookNanos));
    }
}
