package io.stipend.core.background;

import static io.stipend.config.ValueTypes.duration;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import io.stipend.events.EventPublisher;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether Stipend lives, and whether it is ready to work. Neither throws, and neither takes longer than {@link
 * Config#timeout}, whatever the store and the publisher do. Thread safe; ask as often as you like.
 */
public final class Health {

    private final EventRelay relay;
    private final Sweeper sweeper;
    private final BooleanSupplier stopping;
    private final Config config;
    private final Probe store;
    private final Probe events;

    /**
     * Looks at these.
     *
     * @param stopping whether nothing new is accepted any more
     */
    public Health(
            StoreAdapter store,
            EventPublisher publisher,
            EventRelay relay,
            Sweeper sweeper,
            BooleanSupplier stopping,
            Config config) {
        this.relay = relay;
        this.sweeper = sweeper;
        this.stopping = stopping;
        this.config = config;
        this.store = new Probe("store", store::ping, Status.DOWN, config.timeout());
        // Work goes on without a broker: events wait in the store.
        this.events = new Probe("events", publisher::ping, Status.DEGRADED, config.timeout());
    }

    /**
     * Whether the process should be left alone: down means that only a restart helps, since the relay's or the sweeper's
     * thread has ended, or has been in one call for {@link Config#stuckAfter}. A store or a broker that is away does
     * not make it so. Does not block.
     */
    public Report live() {
        return Report.of(List.of(
                alive("relay", relay.vitals(), config.stuckAfter()),
                alive("sweeper", sweeper.vitals(), config.stuckAfter())));
    }

    /**
     * Whether requests should be sent here: down means that the store does not answer, or that this is stopping. A
     * publisher, relay or sweeper in trouble makes it degraded: budgets work without. Blocks for one round trip to the
     * store and one to the publisher, side by side, up to {@link Config#timeout}.
     */
    public Report ready() {
        Probe.Look storeLook = store.begin();
        Probe.Look eventsLook = events.begin();
        return Report.of(List.of(
                stopping.getAsBoolean()
                        ? Component.of("manager", Status.DOWN, "is stopping; nothing new is reserved")
                        : Component.of("manager", Status.UP, "accepts requests"),
                store.await(storeLook),
                events.await(eventsLook),
                working("relay", relay.vitals(), config.stuckAfter()),
                working("sweeper", sweeper.vitals(), config.stuckAfter())));
    }

    static Component alive(String name, LoopStatus vitals, Duration stuckAfter) {
        if (vitals.state() == LoopStatus.State.DEAD) {
            return Component.of(name, Status.DOWN, "has ended though nobody stopped it; restart the process");
        }
        if (vitals.state() == LoopStatus.State.RUNNING && vitals.busyFor().compareTo(stuckAfter) >= 0) {
            return Component.of(
                    name,
                    Status.DOWN,
                    "has been in one call for " + vitals.busyFor().toSeconds() + " s; restart the process");
        }
        return Component.of(name, Status.UP, vitals.state() == LoopStatus.State.RUNNING ? "runs" : "is not running");
    }

    static Component working(String name, LoopStatus vitals, Duration stuckAfter) {
        Component alive = alive(name, vitals, stuckAfter);
        if (alive.status() == Status.DOWN) {
            return Component.of(name, Status.DEGRADED, alive.sentence());
        }
        if (vitals.state() != LoopStatus.State.RUNNING) {
            return Component.of(name, Status.DEGRADED, "is not running");
        }
        if (vitals.failuresInARow() > 0) {
            return Component.of(
                    name,
                    Status.DEGRADED,
                    "has failed " + vitals.failuresInARow() + " times in a row and keeps trying: "
                            + vitals.lastFailure());
        }
        return Component.of(name, Status.UP, "runs");
    }

    /**
     * How Stipend's health is judged. Immutable; start from {@link #DEFAULT}.
     *
     * @param timeout how long a look at the store or the publisher may take before it counts as failed, 1 ms to 1 min. Both
     *     are looked at side by side, so a report takes no longer than this
     * @param stuckAfter after how long in one call the relay or the sweeper counts as stuck, 1 s to 1 d. It should be longer
     *     than the publisher may take for a batch
     */
    public record Config(Duration timeout, Duration stuckAfter) {

        private static final Key<Duration> TIMEOUT = Key.of(
                "health.timeout",
                duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
                Duration.ofSeconds(1),
                "How long a look at the store or the broker may take before it counts as failed.");
        private static final Key<Duration> STUCK_AFTER = Key.of(
                "health.stuck-after",
                duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                Duration.ofMinutes(5),
                "After how long in one call the relay or the sweeper counts as stuck, and a restart is asked for.");

        public static final List<Key<?>> KEYS = List.of(TIMEOUT, STUCK_AFTER);

        public static final Config DEFAULT = of(Values.defaults(KEYS));

        public Config {
            Checks.value(TIMEOUT, timeout);
            Checks.value(STUCK_AFTER, stuckAfter);
        }

        /** What these values say. */
        public static Config of(Values values) {
            return new Config(values.get(TIMEOUT), values.get(STUCK_AFTER));
        }

        public Config withTimeout(Duration other) {
            return new Config(other, stuckAfter);
        }

        public Config withStuckAfter(Duration other) {
            return new Config(timeout, other);
        }
    }

    /**
     * How well Stipend works.
     *
     * @param status the worst of the components
     * @param components the parts that were looked at
     */
    public record Report(Status status, List<Component> components) {

        public Report {
            components = List.copyOf(components);
        }

        static Report of(List<Component> components) {
            Status worst = components.stream()
                    .map(Component::status)
                    .max(Comparator.naturalOrder())
                    .orElse(Status.UP);
            return new Report(worst, components);
        }

        /** Whether the answer is yes: it lives, or is ready. True also when it is {@link Status#DEGRADED}. */
        public boolean ok() {
            return status != Status.DOWN;
        }
    }

    /**
     * How well one part works.
     *
     * @param name what it is: {@code store}, {@code events}, {@code relay}, {@code sweeper}, {@code manager}
     * @param status how well it works
     * @param sentence what a person should know; no secret
     * @param tookMillis how long it took to find out, in milliseconds
     */
    public record Component(String name, Status status, String sentence, long tookMillis) {

        /** One that takes no time to look at. */
        static Component of(String name, Status status, String sentence) {
            return new Component(name, status, sentence, 0);
        }
    }

    /** How well something works; the later, the worse. */
    public enum Status {
        /** It works. */
        UP,
        /** It does not all work, but budgets do. */
        DEGRADED,
        /** It does not work. */
        DOWN
    }
}
