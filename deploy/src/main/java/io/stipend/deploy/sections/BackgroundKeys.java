package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.YES_OR_NO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Rule;
import io.stipend.config.ValueTypes;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.deploy.settings.CheckedSettings;
import java.time.Duration;
import java.util.List;

/** The keys of what runs beside the callers, and of what is said about it. */
public final class BackgroundKeys {

    private static final int MAX_BATCH = 100_000;

    static final Key<Integer> RELAY_BATCH = Key.of(
            "relay.batch-size",
            wholeNumber(1, MAX_BATCH),
            EventRelay.Config.DEFAULT.batchSize(),
            "The most journal entries in one batch.");
    static final Key<Duration> LINGER = Key.of(
            "relay.linger",
            duration(Duration.ZERO, Duration.ofSeconds(10)),
            EventRelay.Config.DEFAULT.linger(),
            "The wait after a batch that was less than half full.");
    static final Key<Duration> MIN_BACK_OFF = Key.of(
            "relay.min-back-off",
            duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
            EventRelay.Config.DEFAULT.minBackOff(),
            "The wait after a first failure; each further one doubles it.");
    static final Key<Duration> MAX_BACK_OFF = Key.of(
            "relay.max-back-off",
            duration(Duration.ofMillis(1), Duration.ofHours(1)),
            EventRelay.Config.DEFAULT.maxBackOff(),
            "The longest wait between tries; not below min-back-off.");
    static final Key<Duration> DRAIN_TIMEOUT = Key.of(
            "relay.drain-timeout",
            duration(Duration.ZERO, Duration.ofDays(1)),
            EventRelay.Config.DEFAULT.drainTimeout(),
            "How long a stop goes on publishing what waits.");
    static final Key<Boolean> PUBLISH_USAGE = Key.of(
            "relay.publish-usage",
            YES_OR_NO,
            EventRelay.Config.DEFAULT.publishUsage(),
            "Whether every usage report becomes an event.");

    static final Key<Duration> INTERVAL = Key.of(
            "sweeper.interval",
            duration(Duration.ofMillis(1), Duration.ofHours(1)),
            Sweeper.Config.DEFAULT.interval(),
            "The rest between two looks for leases that have run out.");
    static final Key<Integer> SWEEPER_BATCH = Key.of(
            "sweeper.batch-size",
            wholeNumber(1, MAX_BATCH),
            Sweeper.Config.DEFAULT.batchSize(),
            "The most reservations in one call to the store.");
    static final Key<Duration> RETENTION = Key.of(
            "sweeper.retention",
            duration(Duration.ZERO, ValueTypes.CENTURY),
            Sweeper.Config.DEFAULT.retention(),
            "How long closed reservations stay readable.");

    static final Key<Duration> HEALTH_TIMEOUT = Key.of(
            "health.timeout",
            duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
            Health.Config.DEFAULT.timeout(),
            "How long a look at the store or the broker may take before it counts as failed.");
    static final Key<Duration> STUCK_AFTER = Key.of(
            "health.stuck-after",
            duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            Health.Config.DEFAULT.stuckAfter(),
            "After how long in one call the relay or the sweeper counts as stuck, and a restart is asked for.");

    static final Key<Boolean> METRICS = Key.of(
            "metrics.enabled",
            YES_OR_NO,
            MetricsSettings.DEFAULT.enabled(),
            "Whether numbers go to the meter registry.");
    static final Key<String> METRICS_NAME = Key.of(
            "metrics.name",
            TEXT,
            MetricsSettings.DEFAULT.name(),
            "The value of the tag `stipend` of every meter: tells deployments in one registry apart.");

    public static final List<Key<?>> KEYS = List.of(
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

    public static EventRelay.Config relay(CheckedSettings reading) {
        reading.check(Rule.notAbove(MIN_BACK_OFF, MAX_BACK_OFF, "swap them or lower the first"));
        return reading.make(
                        new KeyPath(List.of("relay")),
                        () -> new EventRelay.Config(
                                reading.get(RELAY_BATCH),
                                reading.get(LINGER),
                                reading.get(MIN_BACK_OFF),
                                reading.get(MAX_BACK_OFF),
                                reading.get(DRAIN_TIMEOUT),
                                reading.get(PUBLISH_USAGE)))
                .orElse(EventRelay.Config.DEFAULT);
    }

    public static Health.Config health(CheckedSettings reading) {
        return new Health.Config(reading.get(HEALTH_TIMEOUT), reading.get(STUCK_AFTER));
    }

    public static MetricsSettings metrics(CheckedSettings reading) {
        return new MetricsSettings(reading.get(METRICS), reading.get(METRICS_NAME));
    }

    public static Sweeper.Config sweeper(CheckedSettings reading) {
        return new Sweeper.Config(reading.get(INTERVAL), reading.get(SWEEPER_BATCH), reading.get(RETENTION));
    }
}
