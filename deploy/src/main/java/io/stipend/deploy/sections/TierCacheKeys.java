package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.oneOf;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Rule;
import io.stipend.core.policy.Tier;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.deploy.tiers.TierCacheConfig;
import io.stipend.deploy.tiers.TierCacheConfig.WhenUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The keys of the cache before a tier resolver that is code. */
final class TierCacheKeys {

    /** What holds for a user whose tier cannot be had. */
    enum OnFailure {
        FAIL,
        LAST_KNOWN,
        FALLBACK
    }

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(30);

    static final Key<Integer> MAX_USERS = Key.of(
            "tiers.cache.max-users",
            wholeNumber(1, 10_000_000),
            TierCacheConfig.DEFAULT.maxUsers(),
            "How many users' tiers are kept, of a resolver that is code. The tiers of a configuration need no cache.");
    static final Key<Duration> TIME_TO_LIVE = Key.of(
            "tiers.cache.time-to-live",
            duration(LEAST, MAX),
            TierCacheConfig.DEFAULT.timeToLive(),
            "How long a tier is good for once it was asked for: a change comes through after as long at most.");
    static final Key<Duration> TIMEOUT = Key.of(
            "tiers.cache.timeout",
            duration(LEAST, Duration.ofMinutes(10)),
            TierCacheConfig.DEFAULT.timeout(),
            "How long a reserve waits for a tier.");
    static final Key<Integer> THREADS = Key.of(
            "tiers.cache.threads",
            wholeNumber(1, 1_000),
            TierCacheConfig.DEFAULT.threads(),
            "How many users' tiers are asked for at the same time.");
    static final Key<OnFailure> ON_FAILURE = Key.of(
            "tiers.cache.on-failure",
            oneOf(OnFailure.class),
            OnFailure.FAIL,
            "What holds for a user whose tier cannot be had: the reserve fails, the tier known last, or a given one.");
    static final Key<Duration> MAX_AGE = Key.of(
            "tiers.cache.max-age",
            duration(LEAST, MAX),
            Duration.ofHours(1),
            "How old the tier known last may be, for `last-known`; above time-to-live.");
    static final Key<String> FALLBACK = Key.optional(
            "tiers.cache.fallback",
            TEXT.expecting("the name of a tier"),
            "The tier that is given, for `fallback`. Must be given then.");

    static final List<Key<?>> KEYS = List.of(MAX_USERS, TIME_TO_LIVE, TIMEOUT, THREADS, ON_FAILURE, MAX_AGE, FALLBACK);

    private static final KeyPath SECTION = new KeyPath(List.of("tiers", "cache"));

    private TierCacheKeys() {}

    /**
     * Reads them.
     *
     * @param defined the tier of a name that a key has; empty, and a problem, if there is none
     */
    static TierCacheConfig read(CheckedSettings reading, BiFunction<KeyPath, String, Optional<Tier>> defined) {
        OnFailure onFailure = reading.get(ON_FAILURE);
        if (onFailure == OnFailure.LAST_KNOWN) {
            reading.check(Rule.below(TIME_TO_LIVE, MAX_AGE, "else no tier is ever old enough to matter"));
        }
        Optional<Tier> fallback = reading.find(FALLBACK).flatMap(name -> defined.apply(FALLBACK.at(), name));
        if (onFailure == OnFailure.FALLBACK) {
            reading.require(FALLBACK, ", which tiers.cache.on-failure 'fallback' needs");
        }
        return reading.make(
                        SECTION,
                        () -> new TierCacheConfig(
                                reading.get(MAX_USERS),
                                reading.get(TIME_TO_LIVE),
                                reading.get(TIMEOUT),
                                reading.get(THREADS),
                                whenUnavailable(onFailure, reading.get(MAX_AGE), fallback)))
                .orElse(TierCacheConfig.DEFAULT);
    }

    private static WhenUnavailable whenUnavailable(OnFailure onFailure, Duration maxAge, Optional<Tier> fallback) {
        return switch (onFailure) {
            case FAIL -> new WhenUnavailable.Fail();
            case LAST_KNOWN -> new WhenUnavailable.LastKnown(maxAge);
            // One that is missing is a problem already.
            case FALLBACK ->
                fallback.<WhenUnavailable>map(WhenUnavailable.Given::new).orElseGet(WhenUnavailable.Fail::new);
        };
    }
}
