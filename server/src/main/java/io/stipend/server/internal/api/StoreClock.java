package io.stipend.server.internal.api;

/**
 * The store's clock, by which leases end and changes are dated, as far as this process knows it: from the reserves that it grants. Until the first it
 * is this machine's. Thread safe; never blocks.
 */
public final class StoreClock {

    /** An answer may take so long; less is no difference between clocks. */
    private static final long TOLERANCE_MILLIS = 1_000;

    private volatile long aheadMillis;

    /** Milliseconds since 1970-01-01 UTC. */
    public long millis() {
        return System.currentTimeMillis() + aheadMillis;
    }

    /** Learns from a reserve that was granted right now. */
    void granted(long expiresAtMillis, long leaseMillis) {
        long ahead = expiresAtMillis - leaseMillis - System.currentTimeMillis();
        if (Math.abs(ahead - aheadMillis) > TOLERANCE_MILLIS) {
            aheadMillis = ahead;
        }
    }
}
