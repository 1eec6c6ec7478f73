package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.oneOf;

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

    static final List<Key<?>> KEYS = List.of(
            TierCacheConfig.MAX_USERS,
            TierCacheConfig.TIME_TO_LIVE,
            TierCacheConfig.TIMEOUT,
            TierCacheConfig.THREADS,
            ON_FAILURE,
            MAX_AGE,
            FALLBACK);

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
            reading.check(
                    Rule.below(TierCacheConfig.TIME_TO_LIVE, MAX_AGE, "else no tier is ever old enough to matter"));
        }
        Optional<Tier> fallback = reading.find(FALLBACK).flatMap(name -> defined.apply(FALLBACK.at(), name));
        if (onFailure == OnFailure.FALLBACK) {
            reading.require(FALLBACK, ", which tiers.cache.on-failure 'fallback' needs");
        }
        return reading.make(
                        SECTION,
                        () -> new TierCacheConfig(
                                reading.get(TierCacheConfig.MAX_USERS),
                                reading.get(TierCacheConfig.TIME_TO_LIVE),
                                reading.get(TierCacheConfig.TIMEOUT),
                                reading.get(TierCacheConfig.THREADS),
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
