package io.stipend.store.redis.internal.connection;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts. */
public final class Backoff {

    private static final long MAX_PAUSE_MILLIS = 100;

    private Backoff() {}

    /** Waits a random moment, longer each time; not at all once the deadline is over. Returns whether there is time left. */
    public static boolean pause(int times, long deadlineNanos) {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            return false;
        }
        long maxMillis = Math.min(leftMillis, Math.min(MAX_PAUSE_MILLIS, 1L << Math.min(times, 7)));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(maxMillis + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
