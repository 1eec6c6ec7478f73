package io.stipend.core.health;

import io.stipend.core.model.Durations;
import java.time.Duration;

/**
 * How Stipend's health is judged. Immutable; start from {@link #DEFAULT}.
 *
 * @param timeout how long a look at the store or the publisher may take before it counts as failed, 1 ms to 1 min. Both
 *     are looked at side by side, so a report takes no longer than this
 * @param stuckAfter after how long in one call the relay or the sweeper counts as stuck, 1 s to 1 d. It should be longer
 *     than the publisher may take for a batch
 */
public record HealthConfig(Duration timeout, Duration stuckAfter) {

    /** One second; five minutes. */
    public static final HealthConfig DEFAULT = new HealthConfig(Duration.ofSeconds(1), Duration.ofMinutes(5));

    public HealthConfig {
        Durations.millisWithin(timeout, Duration.ofMillis(1), Duration.ofMinutes(1), "health timeout");
        Durations.millisWithin(stuckAfter, Duration.ofSeconds(1), Duration.ofDays(1), "time to be stuck");
    }

    public HealthConfig withTimeout(Duration other) {
        return new HealthConfig(other, stuckAfter);
    }

    public HealthConfig withStuckAfter(Duration other) {
        return new HealthConfig(timeout, other);
    }
}
