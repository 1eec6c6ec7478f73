package io.stipend.foresight.advice;

import static io.stipend.config.ValueTypes.duration;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When it is told that an account will be empty. Immutable; start from {@link #DEFAULT}.
 *
 * @param interval how often accounts are looked at that spent something
 * @param leastLead an account is told to run out if it is expected to be empty this long before its period ends, or longer
 * @param horizon an account without periods is, if it is expected to be empty within this time
 */
public record ExhaustionSettings(Duration interval, Duration leastLead, Duration horizon) {

    private static final Key<Duration> INTERVAL = Key.of(
            "exhaustion.interval",
            duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            Duration.ofMinutes(1),
            "How often accounts that spent something are looked at.");
    private static final Key<Duration> LEAST_LEAD = Key.of(
            "exhaustion.least-lead",
            duration(Duration.ZERO, Duration.ofDays(31)),
            Duration.ofMinutes(1),
            "An account is told to run out if it is expected to be empty at least so long before its period ends.");
    private static final Key<Duration> HORIZON = Key.of(
            "exhaustion.horizon",
            duration(Duration.ofMinutes(1), Duration.ofDays(365)),
            Duration.ofDays(1),
            "An account whose limit has no period is told to run out if it is expected to be empty within this time.");

    /** The keys, relative to the section {@code forecasts}. */
    public static final List<Key<?>> KEYS = List.of(INTERVAL, LEAST_LEAD, HORIZON);

    public static final ExhaustionSettings DEFAULT = of(Values.defaults(KEYS));

    public ExhaustionSettings {
        Checks.value(INTERVAL, interval);
        Checks.value(LEAST_LEAD, leastLead);
        Checks.value(HORIZON, horizon);
    }

    /** What these values say. */
    public static ExhaustionSettings of(Values values) {
        return new ExhaustionSettings(values.get(INTERVAL), values.get(LEAST_LEAD), values.get(HORIZON));
    }

    /**
     * What is new. That it runs out is told when the expected moment comes to lie before the end; that it no longer does, only when the whole
     * interval lies beyond, so that a moment close to the end is not told again and again.
     *
     * @param told whether it was told to run out
     * @return empty if there is nothing to tell
     */
    Optional<AccountOutlook> news(boolean told, AccountView view, Exhaustion exhaustion, long nowMillis) {
        long periodEnd = view.periodEndsAtMillis();
        long end = periodEnd == LimitPeriod.NO_END ? nowMillis + horizon.toMillis() : periodEnd - leastLead.toMillis();
        if (exhaustion instanceof Exhaustion.At at) {
            boolean isNews = told ? at.earliestMillis() > end : at.expectedMillis() <= end;
            return isNews ? Optional.of(outlook(!told, view, at)) : Optional.empty();
        }
        return told && exhaustion instanceof Exhaustion.Never
                ? Optional.of(outlook(
                        false,
                        view,
                        new Exhaustion.At(
                                AccountOutlook.NEVER, AccountOutlook.NEVER, AccountOutlook.NEVER, Double.NaN, 0)))
                : Optional.empty();
    }

    private static AccountOutlook outlook(boolean runsOut, AccountView view, Exhaustion.At at) {
        return new AccountOutlook(
                runsOut,
                at.expectedMillis(),
                at.earliestMillis(),
                at.latestMillis(),
                at.checks() == 0 ? 0 : Math.round(at.measuredCoverage() * at.checks()),
                at.checks(),
                view.available(Resource.CREDITS).orElse(0),
                view.periodEndsAtMillis());
    }
}
