package io.stipend.core.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.stipend.core.spi.CreditStore;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where numbers are reported: a Micrometer registry, or nowhere. Tags have a bounded set of values; never a user, a swarm
 * or a reservation. Thread safe.
 *
 * <p>Without a registry nothing is timed, so that a hot path pays for nothing it does not use.
 */
public final class Telemetry {

    private static final Telemetry NONE = new Telemetry(null);

    private final @Nullable MeterRegistry registry;

    private Telemetry(@Nullable MeterRegistry registry) {
        this.registry = registry;
    }

    /** Reports nowhere. */
    public static Telemetry none() {
        return NONE;
    }

    /** Reports to a registry. */
    public static Telemetry on(MeterRegistry registry) {
        return new Telemetry(registry);
    }

    /** The store with every verb timed as {@code stipend.store.latency}, tagged with the verb; or the store itself. */
    public CreditStore timed(CreditStore store) {
        if (registry == null) {
            return store;
        }
        MeterRegistry present = registry;
        Function<String, Timer> timers = verb -> Timer.builder("stipend.store.latency")
                .description("How long the store took to answer a verb")
                .tag("verb", verb)
                .publishPercentileHistogram()
                .register(present);
        return new TimedCreditStore(store, timers);
    }

    /** Something that only grows, read from its owner when asked for. */
    public <T> void counter(String name, String description, T owner, ToDoubleFunction<T> count, String... tags) {
        if (registry != null) {
            FunctionCounter.builder(name, owner, count)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }

    /** Something that goes up and down, read from its owner when asked for. */
    public <T> void gauge(String name, String description, T owner, ToDoubleFunction<T> value) {
        if (registry != null) {
            Gauge.builder(name, owner, value).description(description).register(registry);
        }
    }

    /** A distribution to record values in; null without a registry, so that what is recorded need not be computed. */
    public @Nullable DoubleConsumer distribution(String name, String description, double... buckets) {
        return registry == null
                ? null
                : DistributionSummary.builder(name)
                        .description(description)
                        .serviceLevelObjectives(buckets)
                        .register(registry)::record;
    }
}
