package io.stipend.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the numbers of one Stipend are reported: a Micrometer registry, or nowhere. Every meter has the tag {@code stipend},
 * which is the Stipend's name; tags have a bounded set of values, never a user, a swarm or a reservation. Thread safe.
 *
 * <p>One registry may serve several Stipends, when each has a name of its own; a second one under the same name is refused,
 * for its numbers would be lost. {@link #close} takes the meters out of the registry, and the name is free again.
 *
 * <p>Without a registry nothing is timed, so that a hot path pays for nothing it does not use.
 */
public final class Telemetry implements BlockPlugin.Meters, AutoCloseable {

    /** The name of a Stipend that is not given one. */
    public static final String DEFAULT_NAME = "default";

    private static final String NAME_TAG = "stipend";

    /** At least as many as there are slow gauges. */
    private static final int MAX_LOOKS = 8;

    private static final Telemetry NONE = new Telemetry(null, DEFAULT_NAME);

    /** From what the heap takes to what a caller gives up at: a histogram of these is the same on every store. */
    private static final Duration[] LATENCIES = LongStream.of(
                    1,
                    3,
                    10,
                    30,
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
            .toArray(Duration[]::new);

    private final @Nullable MeterRegistry registry;
    private final String name;
    private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();

    /** For gauges that may take long; has a thread only while somebody looks, and for a while after. */
    private final Executor executor =
            new ThreadPoolExecutor(0, MAX_LOOKS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "stipend-metrics");
                thread.setDaemon(true);
                return thread;
            });

    private Telemetry(@Nullable MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    /** Reports nowhere. */
    public static Telemetry none() {
        return NONE;
    }

    /** Reports to a registry, for the only Stipend there. */
    public static Telemetry on(MeterRegistry registry) {
        return on(registry, DEFAULT_NAME);
    }

    /**
     * Reports to a registry, for one Stipend of several.
     *
     * @param name tells its numbers from the others': the value of the tag {@code stipend} of every meter. Not empty
     */
    public static Telemetry on(MeterRegistry registry, String name) {
        if (Checks.present(name, "name").isBlank()) {
            throw new IllegalArgumentException("the name of a Stipend is blank; give it one, or leave it out");
        }
        return new Telemetry(Checks.present(registry, "meter registry"), name);
    }

    /** The store with every verb timed and its outcomes counted; or the store itself. */
    public CreditStore metered(CreditStore store) {
        return registry == null ? store : new MeteredCreditStore(store, this);
    }

    /** The upkeep with expiring and pruning timed and counted; or the upkeep itself. */
    public StoreUpkeep metered(StoreUpkeep upkeep) {
        return registry == null ? upkeep : new MeteredUpkeep(upkeep, this);
    }

    /** What a store counts of its own work. */
    public void figures(StoreUpkeep upkeep) {
        if (registry == null) {
            return;
        }
        for (StoreFigure figure : upkeep.figures()) {
            String[] tags = figure.tags().toArray(String[]::new);
            ToDoubleFunction<StoreUpkeep> value = owner -> figure.value().getAsDouble();
            switch (figure.kind()) {
                case COUNTER -> counter(figure.name(), figure.description(), upkeep, value, tags);
                case GAUGE -> gauge(figure.name(), figure.description(), "", upkeep, value, tags);
            }
        }
    }

    /**
     * Something that only grows, read from its owner when asked for.
     *
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    public <T> void counter(String meter, String description, T owner, ToDoubleFunction<T> count, String... tags) {
        if (registry != null) {
            meters.add(FunctionCounter.builder(meter, owner, count)
                    .description(description)
                    .tags(unclaimed(registry, meter, tags))
                    .register(registry));
        }
    }

    /**
     * Something that goes up and down, read from its owner when asked for.
     *
     * @param unit its base unit, which Prometheus has at the end of the name; empty when it is a number of things
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    public <T> void gauge(
            String meter, String description, String unit, T owner, ToDoubleFunction<T> value, String... tags) {
        if (registry != null) {
            meters.add(Gauge.builder(meter, owner, value)
                    .description(description)
                    .baseUnit(unit.isEmpty() ? null : unit)
                    .tags(unclaimed(registry, meter, tags))
                    .register(registry));
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    @Override
    public void counter(String meter, String description, DoubleSupplier count) {
        counter(meter, description, count, DoubleSupplier::getAsDouble);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    @Override
    public void gauge(String meter, String description, DoubleSupplier value) {
        gauge(meter, description, "", value, DoubleSupplier::getAsDouble);
    }

    /**
     * Something that goes up and down, and that its owner may take long to tell: asked for on a thread of its own when
     * somebody looks, and NaN when it is not told within a second.
     *
     * @param unit its base unit, which Prometheus has at the end of the name; empty when it is a number of things
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    public <T> void slowGauge(String meter, String description, String unit, T owner, ToDoubleFunction<T> value) {
        if (registry != null) {
            TimedGauge glance = new TimedGauge(() -> value.applyAsDouble(owner), executor);
            meters.add(Gauge.builder(meter, glance, TimedGauge::value)
                    .description(description)
                    .baseUnit(unit.isEmpty() ? null : unit)
                    .tags(unclaimed(registry, meter))
                    // Nobody else holds on to it.
                    .strongReference(true)
                    .register(registry));
        }
    }

    /**
     * A distribution of whole numbers to record in; null without a registry, so that what is recorded need not be computed.
     *
     * @param buckets the upper bounds of its histogram
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    public @Nullable DoubleConsumer distribution(String meter, String description, double... buckets) {
        return distribution(meter, description, null, buckets);
    }

    /**
     * A distribution of ratios to record in, reported in percent: Micrometer's histograms count values rounded up to whole
     * numbers, and one of ratios up to 1 would have all of them in one bucket. Null without a registry.
     *
     * @param percents the upper bounds of its histogram
     * @throws IllegalStateException when another Stipend reports it under this name
     */
    public @Nullable DoubleConsumer ratios(String meter, String description, double... percents) {
        DoubleConsumer values = distribution(meter, description, "percent", percents);
        // To a ten-thousandth of a percent: 0.07 is 7 %, and not a shade more, which would be rounded up to 8.
        return values == null ? null : ratio -> values.accept(Math.rint(ratio * 1e6) / 1e4);
    }

    private @Nullable DoubleConsumer distribution(
            String meter, String description, @Nullable String unit, double... buckets) {
        if (registry == null) {
            return null;
        }
        DistributionSummary summary = DistributionSummary.builder(meter)
                .description(description)
                .baseUnit(unit)
                .serviceLevelObjectives(buckets)
                .tags(unclaimed(registry, meter))
                .register(registry);
        meters.add(summary);
        return summary::record;
    }

    /** A timer with a histogram; null without a registry. Those who ask for the same one share it. */
    public @Nullable Timer timer(String meter, String description, String... tags) {
        return registry == null ? null : presentTimer(meter, description, tags);
    }

    Timer presentTimer(String meter, String description, String... tags) {
        MeterRegistry present = Objects.requireNonNull(registry);
        Timer timer = Timer.builder(meter)
                .description(description)
                .serviceLevelObjectives(LATENCIES)
                .tags(tagged(tags))
                .register(present);
        meters.add(timer);
        return timer;
    }

    /** A counter that is counted up. Those who ask for the same one share it. */
    Counter presentCounter(String meter, String description, String... tags) {
        MeterRegistry present = Objects.requireNonNull(registry);
        Counter counter = Counter.builder(meter)
                .description(description)
                .tags(tagged(tags))
                .register(present);
        meters.add(counter);
        return counter;
    }

    private Tags tagged(String... tags) {
        return Tags.of(NAME_TAG, name).and(tags);
    }

    /** A registry would keep the first of two, and say nothing. */
    private Tags unclaimed(MeterRegistry present, String meter, String... tags) {
        Tags all = tagged(tags);
        if (present.find(meter).tags(all).meter() != null) {
            throw new IllegalStateException(
                    "the meter registry has " + meter + Arrays.toString(tags)
                            + " of a Stipend named '" + name
                            + "' already, and the numbers of another would be lost: close that one,"
                            + " or name this one, with Telemetry.on(registry, name) or Stipend.builder(...).meters(registry, name)");
        }
        return all;
    }

    /** Takes the meters out of the registry; what they counted so far is gone from there. Again, it does nothing. */
    @Override
    public void close() {
        if (registry != null) {
            for (Meter meter = meters.poll(); meter != null; meter = meters.poll()) {
                registry.remove(meter);
            }
        }
    }
}
