package io.stipend.store.support;

/**
 * When leases end. A lease never gets shorter, with one exception: an end further away than any lease is long was reckoned from
 * a clock that was ahead, and counts for nothing once the clock is right. The stores' SQL and Lua have the same rules.
 */
public final class Leases {

    /** The longest lease, 30 days. */
    public static final long MAX_MILLIS = 30L * 24 * 60 * 60 * 1000;

    private Leases() {}

    /** When a lease ends that is renewed now. */
    public static long renewed(long expiresAtMillis, long nowMillis, long leaseMillis) {
        long renewed = nowMillis + leaseMillis;
        return isTooFar(expiresAtMillis, nowMillis) ? renewed : Math.max(expiresAtMillis, renewed);
    }

    /** When a lease ends that nobody renews: as it is stored, or else as if it was given now. */
    public static long corrected(long expiresAtMillis, long nowMillis, long leaseMillis) {
        return isTooFar(expiresAtMillis, nowMillis) ? nowMillis + Math.min(leaseMillis, MAX_MILLIS) : expiresAtMillis;
    }

    private static boolean isTooFar(long expiresAtMillis, long nowMillis) {
        return expiresAtMillis - nowMillis > MAX_MILLIS;
    }
}
