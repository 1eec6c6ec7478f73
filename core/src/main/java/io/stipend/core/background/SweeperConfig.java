package io.stipend.core.background;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Durations;
import java.time.Duration;

/**
 * How the sweeper works. Immutable; start from {@link #DEFAULT}.
 *
 * @param interval how long it rests between passes; a lease is noticed to have run out this late at most, but a verb that
 *     meets it notices at once
 * @param batchSize the most reservations it asks the store to expire, or to forget, in one call, 1 to 100,000
 * @param retention how long closed reservations stay readable
 */
public record SweeperConfig(Duration interval, int batchSize, Duration retention) {

    /** Every second, 500 at a time, seven days. */
    public static final SweeperConfig DEFAULT = new SweeperConfig(Duration.ofSeconds(1), 500, Duration.ofDays(7));

    public SweeperConfig {
        Durations.millisWithin(interval, Duration.ofMillis(1), Duration.ofHours(1), "sweep interval");
        if (batchSize < 1 || batchSize > 100_000) {
            throw new InvalidRequestException("sweep batch size is " + batchSize + "; give 1 to 100000");
        }
        Durations.millis(retention, "retention");
    }

    public SweeperConfig withInterval(Duration other) {
        return new SweeperConfig(other, batchSize, retention);
    }

    public SweeperConfig withRetention(Duration other) {
        return new SweeperConfig(interval, batchSize, other);
    }
}
