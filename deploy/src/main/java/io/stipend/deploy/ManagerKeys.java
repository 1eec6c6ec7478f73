package io.stipend.deploy;

import static io.stipend.deploy.settings.ValueTypes.CREDITS;
import static io.stipend.deploy.settings.ValueTypes.RATIO;
import static io.stipend.deploy.settings.ValueTypes.amount;
import static io.stipend.deploy.settings.ValueTypes.duration;
import static io.stipend.deploy.settings.ValueTypes.oneOf;

import io.stipend.core.model.Credits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.policy.Estimates;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Thresholds;
import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.ValueTypes;
import java.time.Duration;
import java.util.List;

/** The keys of how the manager judges. */
final class ManagerKeys {

    static final Key<Duration> LEASE = Key.of(
            "manager.lease",
            duration(ManagerConfig.MIN_LEASE, ManagerConfig.MAX_LEASE),
            "5m",
            "How long a hold lives unless a report renews it; a tier's own lease wins.");
    static final Key<OverrunPolicy> OVERRUN = Key.of(
            "manager.overrun",
            oneOf(OverrunPolicy.class),
            "charge",
            "What a settle does with more usage than was held: charge all, up to what is available, or refuse.");
    static final Key<Double> EFFICIENCY_TARGET =
            Key.of("manager.efficiency-target", RATIO, "0.8", "The share of its envelope a step should use.");
    static final Key<Double> WARNING =
            Key.of("manager.thresholds.warning", RATIO, "0.8", "Where the warning level begins; not above critical.");
    static final Key<Double> CRITICAL =
            Key.of("manager.thresholds.critical", RATIO, "0.95", "Where the critical level begins.");
    static final Key<Credits> COST = Key.of(
            "manager.estimates.cost", CREDITS, "0.1", "Held for a step that does not say what it costs at most.");
    static final Key<Long> TOKENS =
            Key.of("manager.estimates.tokens", amount(), "1000", "Held for a step that does not say.");
    static final Key<Long> API_CALLS =
            Key.of("manager.estimates.api-calls", amount(), "5", "Held for a step that does not say.");
    static final Key<Duration> TIME = Key.of(
            "manager.estimates.time",
            duration(Duration.ZERO, ValueTypes.CENTURY),
            "30s",
            "Held for a step that does not say.");

    static final List<Key<?>> KEYS =
            List.of(LEASE, OVERRUN, EFFICIENCY_TARGET, WARNING, CRITICAL, COST, TOKENS, API_CALLS, TIME);

    private ManagerKeys() {}

    static ManagerConfig read(Reading reading) {
        reading.requireOrder(WARNING, CRITICAL, true, "; swap them or lower the first");
        return reading.make(
                        new KeyPath(List.of("manager")),
                        () -> new ManagerConfig(
                                new Estimates(
                                        reading.get(COST),
                                        reading.get(TOKENS),
                                        reading.get(API_CALLS),
                                        reading.get(TIME)),
                                new Thresholds(reading.get(WARNING), reading.get(CRITICAL)),
                                reading.get(EFFICIENCY_TARGET),
                                reading.get(LEASE),
                                reading.get(OVERRUN)))
                .orElse(ManagerConfig.DEFAULT);
    }
}
