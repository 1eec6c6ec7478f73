package io.stipend.core.spi.check;

import io.stipend.core.error.InvalidRequestException;
import java.time.Duration;

/** Durations as whole milliseconds, within bounds. */
public final class Durations {

    private Durations() {}

    /** The duration in milliseconds; refuses null, negative ones and those above the largest amount. */
    public static long millis(Duration duration, String what) {
        Checks.present(duration, what);
        if (duration.isNegative() || duration.compareTo(Duration.ofMillis(Checks.MAX_AMOUNT)) > 0) {
            throw new InvalidRequestException(what + " is " + duration + "; it must not be negative, nor above "
                    + Checks.MAX_AMOUNT + " milliseconds");
        }
        return duration.toMillis();
    }

    /** The duration in milliseconds; refuses what is outside the bounds, both included. */
    public static long millisWithin(Duration duration, Duration least, Duration timeout, String what) {
        Checks.present(duration, what);
        if (duration.compareTo(least) < 0 || duration.compareTo(timeout) > 0) {
            throw new InvalidRequestException(
                    what + " is " + duration + "; it must be from " + least + " to " + timeout);
        }
        return duration.toMillis();
    }
}
