package io.stipend.server.internal.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that holds one second's worth, kept as the time at which it is full again (the generic cell rate algorithm of ATM).
 * Thread safe; never blocks.
 */
final class RateLimit {

    private static final long SECOND = 1_000_000_000L;

    private final long intervalNanos;
    private final AtomicLong fullAtNanos;

    RateLimit(int perSecond, long nowNanos) {
        this.intervalNanos = SECOND / perSecond;
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    /** Takes one; false if there is none. */
    boolean take(long nowNanos) {
        while (true) {
            long full = fullAtNanos.get();
            long from = full - nowNanos < 0 ? nowNanos : full;
            long next = from + intervalNanos;
            if (next - nowNanos > SECOND) {
                return false;
            }
            if (fullAtNanos.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
