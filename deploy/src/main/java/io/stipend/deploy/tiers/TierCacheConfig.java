package io.stipend.deploy.tiers;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;

/**
 * How a {@link CachingTierResolver} works. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param maxUsers how many users' tiers are kept, from 1 to 10,000,000; about 200 bytes each
 * @param timeToLive how long a tier is good for once it was asked for, from 1 ms to 30 days: a change comes through after
 *     as long at most, unless it is told with {@code invalidate}
 * @param timeout how long a caller waits for a tier, from 1 ms to 10 minutes
 * @param threads how many users' tiers are asked for at the same time at most, from 1 to 1,000
 * @param whenUnavailable what holds for a user whose tier cannot be had, or not in time
 */
public record TierCacheConfig(
        int maxUsers, Duration timeToLive, Duration timeout, int threads, WhenUnavailable whenUnavailable) {

    /** What holds for a user whose tier cannot be had. */
    public sealed interface WhenUnavailable {

        /** Nothing is reserved: the reserve fails with {@code TierUnavailableException}. */
        record Fail() implements WhenUnavailable {}

        /**
         * The tier known last, unless it is too old; without one, as {@link Fail}.
         *
         * @param maxAge how old it may be since it was asked for, from 1 ms to 30 days; above the time to live, or it
         *     changes nothing
         */
        record LastKnown(Duration maxAge) implements WhenUnavailable {
            public LastKnown {
                Durations.millisWithin(maxAge, LEAST, MAX_AGE, "largest age of the last known tier");
            }
        }

        /** A tier for emergencies, mostly a small one. */
        record Given(Tier tier) implements WhenUnavailable {
            public Given {
                Checks.present(tier, "tier for when none can be had");
            }
        }
    }

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MAX_AGE = Duration.ofDays(30);

    public static final Key<Integer> MAX_USERS = Key.of(
            "tiers.cache.max-users",
            wholeNumber(1, 10_000_000),
            100_000,
            "How many users' tiers are kept, of a resolver that is code. The tiers of a configuration need no cache.");
    public static final Key<Duration> TIME_TO_LIVE = Key.of(
            "tiers.cache.time-to-live",
            duration(LEAST, MAX_AGE),
            Duration.ofMinutes(1),
            "How long a tier is good for once it was asked for: a change comes through after as long at most.");
    public static final Key<Duration> TIMEOUT = Key.of(
            "tiers.cache.timeout",
            duration(LEAST, Duration.ofMinutes(10)),
            Duration.ofSeconds(1),
            "How long a reserve waits for a tier.");
    public static final Key<Integer> THREADS = Key.of(
            "tiers.cache.threads", wholeNumber(1, 1_000), 8, "How many users' tiers are asked for at the same time.");
    /** 100,000 users for a minute; a second to wait; eight at a time; fail when a tier cannot be had. */
    public static final TierCacheConfig DEFAULT = new TierCacheConfig(
            MAX_USERS.defaultValue().orElseThrow(),
            TIME_TO_LIVE.defaultValue().orElseThrow(),
            TIMEOUT.defaultValue().orElseThrow(),
            THREADS.defaultValue().orElseThrow(),
            new WhenUnavailable.Fail());

    public TierCacheConfig {
        Checks.value(MAX_USERS, maxUsers);
        Checks.value(TIME_TO_LIVE, timeToLive);
        Checks.value(TIMEOUT, timeout);
        Checks.value(THREADS, threads);
        Checks.present(whenUnavailable, "what holds when a tier is unavailable");
        if (whenUnavailable instanceof WhenUnavailable.LastKnown known
                && known.maxAge().compareTo(timeToLive) <= 0) {
            throw new InvalidRequestException("largest age of the last known tier is " + known.maxAge()
                    + "; it must be above the time to live, " + timeToLive);
        }
    }

    public TierCacheConfig withMaxUsers(int other) {
        return new TierCacheConfig(other, timeToLive, timeout, threads, whenUnavailable);
    }

    public TierCacheConfig withTimeToLive(Duration other) {
        return new TierCacheConfig(maxUsers, other, timeout, threads, whenUnavailable);
    }

    public TierCacheConfig withTimeout(Duration other) {
        return new TierCacheConfig(maxUsers, timeToLive, other, threads, whenUnavailable);
    }

    public TierCacheConfig withThreads(int other) {
        return new TierCacheConfig(maxUsers, timeToLive, timeout, other, whenUnavailable);
    }

    public TierCacheConfig withWhenUnavailable(WhenUnavailable other) {
        return new TierCacheConfig(maxUsers, timeToLive, timeout, threads, other);
    }
}
