package io.stipend.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.policy.TierResolver;
import io.stipend.events.EventPublisher;
import java.util.Optional;

/**
 * What a configuration cannot say, because it is code of the service that embeds Stipend. Immutable; start from {@link
 * #none}.
 *
 * @param meters where numbers go; stays the caller's to close
 * @param tiers says which tier a user has, in place of the configuration; it may block: a cache is put before it, unless it
 *     is one
 * @param alsoPublishTo gets the events before the publisher that is configured; closed together with the deployment
 */
public record Hooks(MeterRegistry meters, Optional<TierResolver> tiers, Optional<EventPublisher> alsoPublishTo) {

    /** A registry of its own, and nothing else. */
    public static Hooks none() {
        return new Hooks(new SimpleMeterRegistry(), Optional.empty(), Optional.empty());
    }

    public Hooks withMeters(MeterRegistry registry) {
        return new Hooks(registry, tiers, alsoPublishTo);
    }

    public Hooks withTiers(TierResolver resolver) {
        return new Hooks(meters, Optional.of(resolver), alsoPublishTo);
    }

    public Hooks withEvents(EventPublisher publisher) {
        return new Hooks(meters, tiers, Optional.of(publisher));
    }
}
