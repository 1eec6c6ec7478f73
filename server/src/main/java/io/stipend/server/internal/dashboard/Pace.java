package io.stipend.server.internal.dashboard;

import java.util.OptionalLong;

/**
 * How fast an account spends credits: what it spent between a look some minutes ago and now. Immutable.
 *
 * @param fromSpent what was spent at the look that it is measured from
 * @param fromMillis when that was
 * @param nextSpent what was spent at the look that it will be measured from next
 * @param nextMillis when that was
 * @param periodEndsAtMillis of the period in which all of it was spent
 */
record Pace(long fromSpent, long fromMillis, long nextSpent, long nextMillis, long periodEndsAtMillis) {

    /** It is measured over this long at least, and twice as long at most, once so much time has passed. */
    private static final long WINDOW_MILLIS = 5 * 60_000L;

    /** What is measured over less time says nothing. */
    private static final long LEAST_MILLIS = 5_000;

    /** What will be spent at this pace after more than a week is not foreseen. */
    private static final long HORIZON_MILLIS = 7L * 24 * 60 * 60_000;

    /** Begins to measure. */
    static Pace begin(long spent, long nowMillis, long periodEndsAtMillis) {
        return new Pace(spent, nowMillis, spent, nowMillis, periodEndsAtMillis);
    }

    /** After another look; a new period, or a refund, begins anew. */
    Pace then(long spent, long nowMillis, long newPeriodEndsAtMillis) {
        if (newPeriodEndsAtMillis != periodEndsAtMillis || spent < nextSpent) {
            return begin(spent, nowMillis, newPeriodEndsAtMillis);
        }
        return nowMillis - nextMillis < WINDOW_MILLIS
                ? this
                : new Pace(nextSpent, nextMillis, spent, nowMillis, periodEndsAtMillis);
    }

    /** When what is available will have been spent at this pace, if that is before the period ends. */
    OptionalLong emptyAt(long spent, long available, long nowMillis) {
        long took = nowMillis - fromMillis;
        long used = spent - fromSpent;
        if (took < LEAST_MILLIS || used <= 0 || available <= 0) {
            return OptionalLong.empty();
        }
        double millis = (double) available / used * took;
        return millis < Math.min(HORIZON_MILLIS, periodEndsAtMillis - nowMillis)
                ? OptionalLong.of(nowMillis + (long) millis)
                : OptionalLong.empty();
    }
}
