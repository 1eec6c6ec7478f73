package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.RATIO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.oneOf;
import static io.stipend.deploy.sections.AmountTypes.AMOUNT;
import static io.stipend.deploy.sections.AmountTypes.CREDITS;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Rule;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.OnExpiry;
import io.stipend.deploy.settings.CheckedSettings;
import java.time.Duration;
import java.util.List;

/** The keys of how the manager judges. */
public final class ManagerKeys {

    static final Key<Duration> LEASE = Key.of(
            "manager.lease",
            duration(ManagerConfig.MIN_LEASE, ManagerConfig.MAX_LEASE),
            ManagerConfig.DEFAULT.lease(),
            "How long a hold lives unless a report renews it; a tier's own lease wins.");
    static final Key<OverrunPolicy> OVERRUN = Key.of(
            "manager.overrun",
            oneOf(OverrunPolicy.class),
            ManagerConfig.DEFAULT.overrunPolicy(),
            "What a settle does with more usage than was held: charge all, up to what is available, or refuse.");
    static final Key<OnExpiry> ON_EXPIRY = Key.of(
            "manager.on-expiry",
            oneOf(OnExpiry.class),
            ManagerConfig.DEFAULT.onExpiry(),
            "What is booked when a lease runs out: what was tracked, or all that is held; a tier's own choice wins.");
    static final Key<Double> EFFICIENCY_TARGET = Key.of(
            "manager.efficiency-target",
            RATIO,
            ManagerConfig.DEFAULT.efficiencyTarget(),
            "The share of its envelope a step should use.");
    static final Key<Double> WARNING = Key.of(
            "manager.thresholds.warning",
            RATIO,
            ManagerConfig.Thresholds.DEFAULT.warning(),
            "Where the warning level begins; not above critical.");
    static final Key<Double> CRITICAL = Key.of(
            "manager.thresholds.critical",
            RATIO,
            ManagerConfig.Thresholds.DEFAULT.critical(),
            "Where the critical level begins.");
    static final Key<Credits> COST = Key.of(
            "manager.estimates.cost",
            CREDITS,
            ManagerConfig.Estimates.DEFAULT.cost(),
            "Held for a step that does not say what it costs at most.");
    static final Key<Long> TOKENS = Key.of(
            "manager.estimates.tokens",
            AMOUNT,
            ManagerConfig.Estimates.DEFAULT.tokens(),
            "Held for a step that does not say.");
    static final Key<Long> API_CALLS = Key.of(
            "manager.estimates.api-calls",
            AMOUNT,
            ManagerConfig.Estimates.DEFAULT.apiCalls(),
            "Held for a step that does not say.");
    static final Key<Duration> TIME = Key.of(
            "manager.estimates.time",
            duration(Duration.ZERO, ValueTypes.CENTURY),
            ManagerConfig.Estimates.DEFAULT.time(),
            "Held for a step that does not say.");

    public static final List<Key<?>> KEYS =
            List.of(LEASE, OVERRUN, ON_EXPIRY, EFFICIENCY_TARGET, WARNING, CRITICAL, COST, TOKENS, API_CALLS, TIME);

    private ManagerKeys() {}

    public static ManagerConfig read(CheckedSettings reading) {
        reading.check(Rule.notAbove(WARNING, CRITICAL, "swap them or lower the first"));
        return reading.make(
                        new KeyPath(List.of("manager")),
                        () -> new ManagerConfig(
                                new ManagerConfig.Estimates(
                                        reading.get(COST),
                                        reading.get(TOKENS),
                                        reading.get(API_CALLS),
                                        reading.get(TIME)),
                                new ManagerConfig.Thresholds(reading.get(WARNING), reading.get(CRITICAL)),
                                reading.get(EFFICIENCY_TARGET),
                                reading.get(LEASE),
                                reading.get(OVERRUN),
                                reading.get(ON_EXPIRY)))
                .orElse(ManagerConfig.DEFAULT);
    }
}
