package io.stipend.core.background;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Durations;
import java.time.Duration;

/**
 * How the relay works. Immutable; start from {@link #DEFAULT}.
 *
 * @param batchSize the most journal entries in one batch, 1 to 100,000
 * @param linger how long it waits after a batch that was less than half full, so that the next is worth its trip
 * @param minBackOff how long it waits after a first failure; each further one doubles it, less up to a quarter by
 *     chance
 * @param maxBackOff the longest it waits between tries
 * @param drainTimeout how long a close may go on publishing what waits, up to a day
 * @param publishUsage whether every usage report becomes a {@code resource.usage} event
 */
public record RelayConfig(
        int batchSize,
        Duration linger,
        Duration minBackOff,
        Duration maxBackOff,
        Duration drainTimeout,
        boolean publishUsage) {

    /** Batches of 4,000, 1 ms of linger, back-off from 100 ms to 30 s, 10 s to drain, no usage events. */
    public static final RelayConfig DEFAULT = new RelayConfig(
            4_000, Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10), false);

    public RelayConfig {
        if (batchSize < 1 || batchSize > 100_000) {
            throw new InvalidRequestException("relay batch size is " + batchSize + "; give 1 to 100000");
        }
        Durations.millisWithin(linger, Duration.ZERO, Duration.ofSeconds(10), "relay linger");
        Durations.millisWithin(minBackOff, Duration.ofMillis(1), Duration.ofMinutes(10), "relay's least back-off");
        Durations.millisWithin(maxBackOff, minBackOff, Duration.ofHours(1), "relay's longest back-off");
        Durations.millisWithin(drainTimeout, Duration.ZERO, Duration.ofDays(1), "relay drain timeout");
    }

    public RelayConfig withBatchSize(int other) {
        return new RelayConfig(other, linger, minBackOff, maxBackOff, drainTimeout, publishUsage);
    }

    public RelayConfig withLinger(Duration other) {
        return new RelayConfig(batchSize, other, minBackOff, maxBackOff, drainTimeout, publishUsage);
    }

    public RelayConfig withBackOff(Duration least, Duration wait) {
        return new RelayConfig(batchSize, linger, least, wait, drainTimeout, publishUsage);
    }

    public RelayConfig withDrainTimeout(Duration other) {
        return new RelayConfig(batchSize, linger, minBackOff, maxBackOff, other, publishUsage);
    }

    public RelayConfig withPublishUsage(boolean publish) {
        return new RelayConfig(batchSize, linger, minBackOff, maxBackOff, drainTimeout, publish);
    }
}
