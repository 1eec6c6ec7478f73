package io.stipend.core.model;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes time-ordered UUIDs (version 7, RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. Thread safe,
 * without contention.
 *
 * <p>The random bits come from the thread's own generator, mixed with a secret of the process: they are unique, and good
 * for that only. Whoever must not guess a reservation id must not be given the right to settle by id alone.
 */
final class TimeOrderedIds {

    private static final long SECRET_HIGH;
    private static final long SECRET_LOW;

    static {
        SecureRandom random = new SecureRandom();
        SECRET_HIGH = random.nextLong();
        SECRET_LOW = random.nextLong();
    }

    private TimeOrderedIds() {}

    /** The upper half of a new id. */
    static long high(long nowMillis) {
        long random = ThreadLocalRandom.current().nextLong() ^ SECRET_HIGH;
        return (nowMillis << 16) | 0x7000L | (random & 0x0fffL);
    }

    /** The upper half of a new id without the time, which takes longer to read than the rest to make: a version 4. */
    static long unordered() {
        long random = ThreadLocalRandom.current().nextLong() ^ SECRET_HIGH;
        return (random & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    }

    /** The lower half of a new id. */
    static long low() {
        long random = ThreadLocalRandom.current().nextLong() ^ SECRET_LOW;
        return (random & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    }
}
