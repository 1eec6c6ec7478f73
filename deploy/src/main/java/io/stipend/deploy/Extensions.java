package io.stipend.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.PriceSource;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a configuration cannot say, because it is code of the service that embeds Stipend. Immutable; start from {@link
 * #none}.
 *
 * @param meters where numbers go; stays the caller's to close
 * @param tiers says which tier a user has, in place of the configuration; it may block: a cache is put before it, unless it
 *     is one
 * @param prices what the calls of models cost, in place of the configuration
 * @param publisher makes the publisher of the one that is configured, which it must close with its own
 * @param forecaster says what steps will use, in place of the configuration; without either, they are held at the most they may use,
 *     or at estimates
 */
public record Extensions(
        MeterRegistry meters,
        Optional<TierResolver> tiers,
        Optional<PriceSource> prices,
        UnaryOperator<EventPublisher> publisher,
        Optional<BudgetForecaster> forecaster) {

    /** A registry of its own, and nothing else. */
    public static Extensions none() {
        return new Extensions(
                new SimpleMeterRegistry(),
                Optional.empty(),
                Optional.empty(),
                UnaryOperator.identity(),
                Optional.empty());
    }

    public Extensions withMeters(MeterRegistry registry) {
        return new Extensions(registry, tiers, prices, publisher, forecaster);
    }

    public Extensions withTiers(TierResolver resolver) {
        return new Extensions(meters, Optional.of(resolver), prices, publisher, forecaster);
    }

    /** What the calls of models cost, in place of the price list of the configuration. */
    public Extensions withPrices(PriceSource source) {
        return new Extensions(meters, tiers, Optional.of(source), publisher, forecaster);
    }

    /** Another publisher, which gets the events before the one that is configured; closed together with the deployment. */
    public Extensions withEvents(EventPublisher other) {
        return withPublisher(configured -> EventPublishers.all(other, configured));
    }

    /** A publisher around the one that is configured. */
    public Extensions withPublisher(UnaryOperator<EventPublisher> around) {
        return new Extensions(meters, tiers, prices, around, forecaster);
    }

    /** Says what steps will use, and learns from what they used. */
    public Extensions withForecaster(BudgetForecaster other) {
        return new Extensions(meters, tiers, prices, publisher, Optional.of(other));
    }
}
