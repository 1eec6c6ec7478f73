package io.stipend.deploy;

import static io.stipend.deploy.settings.ValueTypes.TEXT;
import static io.stipend.deploy.settings.ValueTypes.YES_OR_NO;
import static io.stipend.deploy.settings.ValueTypes.duration;
import static io.stipend.deploy.settings.ValueTypes.wholeNumber;

import io.stipend.core.background.RelayConfig;
import io.stipend.core.background.SweeperConfig;
import io.stipend.core.health.HealthConfig;
import io.stipend.core.metrics.Telemetry;
import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.ValueTypes;
import java.time.Duration;
import java.util.List;

/** The keys of what runs beside the callers, and of what is said about it. */
final class BackgroundKeys {

    private static final int MAX_BATCH = 100_000;

    static final Key<Integer> RELAY_BATCH =
            Key.of("relay.batch-size", wholeNumber(1, MAX_BATCH), "4000", "The most journal entries in one batch.");
    static final Key<Duration> LINGER = Key.of(
            "relay.linger",
            duration(Duration.ZERO, Duration.ofSeconds(10)),
            "1ms",
            "The wait after a batch that was less than half full.");
    static final Key<Duration> MIN_BACK_OFF = Key.of(
            "relay.min-back-off",
            duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
            "100ms",
            "The wait after a first failure; each further one doubles it.");
    static final Key<Duration> MAX_BACK_OFF = Key.of(
            "relay.max-back-off",
            duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "30s",
            "The longest wait between tries; not below min-back-off.");
    static final Key<Duration> DRAIN_TIMEOUT = Key.of(
            "relay.drain-timeout",
            duration(Duration.ZERO, Duration.ofDays(1)),
            "10s",
            "How long a stop goes on publishing what waits.");
    static final Key<Boolean> PUBLISH_USAGE =
            Key.of("relay.publish-usage", YES_OR_NO, "false", "Whether every usage report becomes an event.");

    static final Key<Duration> INTERVAL = Key.of(
            "sweeper.interval",
            duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "1s",
            "The rest between two looks for leases that have run out.");
    static final Key<Integer> SWEEPER_BATCH = Key.of(
            "sweeper.batch-size", wholeNumber(1, MAX_BATCH), "500", "The most reservations in one call to the store.");
    static final Key<Duration> RETENTION = Key.of(
            "sweeper.retention",
            duration(Duration.ZERO, ValueTypes.CENTURY),
            "7d",
            "How long closed reservations stay readable.");

    static final Key<Duration> HEALTH_TIMEOUT = Key.of(
            "health.timeout",
            duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
            "1s",
            "How long a look at the store or the broker may take before it counts as failed.");
    static final Key<Duration> STUCK_AFTER = Key.of(
            "health.stuck-after",
            duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            "5m",
            "After how long in one call the relay or the sweeper counts as stuck, and a restart is asked for.");

    static final Key<Boolean> METRICS =
            Key.of("metrics.enabled", YES_OR_NO, "true", "Whether numbers go to the meter registry.");
    static final Key<String> METRICS_NAME = Key.of(
            "metrics.name",
            TEXT,
            Telemetry.DEFAULT_NAME,
            "The value of the tag `stipend` of every meter: tells deployments in one registry apart.");

    static final List<Key<?>> KEYS = List.of(
            RELAY_BATCH,
            LINGER,
            MIN_BACK_OFF,
            MAX_BACK_OFF,
            DRAIN_TIMEOUT,
            PUBLISH_USAGE,
            INTERVAL,
            SWEEPER_BATCH,
            RETENTION,
            HEALTH_TIMEOUT,
            STUCK_AFTER,
            METRICS,
            METRICS_NAME);

    private BackgroundKeys() {}

    static RelayConfig relay(Reading reading) {
        reading.requireOrder(MIN_BACK_OFF, MAX_BACK_OFF, true, "; swap them or lower the first");
        return reading.make(
                        new KeyPath(List.of("relay")),
                        () -> new RelayConfig(
                                reading.get(RELAY_BATCH),
                                reading.get(LINGER),
                                reading.get(MIN_BACK_OFF),
                                reading.get(MAX_BACK_OFF),
                                reading.get(DRAIN_TIMEOUT),
                                reading.get(PUBLISH_USAGE)))
                .orElse(RelayConfig.DEFAULT);
    }

    static HealthConfig health(Reading reading) {
        return new HealthConfig(reading.get(HEALTH_TIMEOUT), reading.get(STUCK_AFTER));
    }

    static MetricsSettings metrics(Reading reading) {
        return new MetricsSettings(reading.get(METRICS), reading.get(METRICS_NAME));
    }

    static SweeperConfig sweeper(Reading reading) {
        return new SweeperConfig(reading.get(INTERVAL), reading.get(SWEEPER_BATCH), reading.get(RETENTION));
    }
}
