package io.stipend.core.health;

import io.stipend.core.background.EventRelay;
import io.stipend.core.background.LoopStatus;
import io.stipend.core.background.Sweeper;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublisher;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether Stipend lives, and whether it is ready to work. Neither throws, and neither takes longer than {@link
 * HealthConfig#timeout}, whatever the store and the publisher do. Thread safe; ask as often as you like.
 */
public final class Health {

    private final EventRelay relay;
    private final Sweeper sweeper;
    private final BooleanSupplier stopping;
    private final HealthConfig config;
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
            HealthConfig config) {
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
     * thread has ended, or has been in one call for {@link HealthConfig#stuckAfter}. A store or a broker that is away does
     * not make it so. Does not block.
     */
    public HealthReport live() {
        return HealthReport.of(List.of(
                alive("relay", relay.vitals(), config.stuckAfter()),
                alive("sweeper", sweeper.vitals(), config.stuckAfter())));
    }

    /**
     * Whether requests should be sent here: down means that the store does not answer, or that this is stopping. A
     * publisher, relay or sweeper in trouble makes it degraded: budgets work without. Blocks for one round trip to the
     * store and one to the publisher, side by side, up to {@link HealthConfig#timeout}.
     */
    public HealthReport ready() {
        Probe.Look storeLook = store.begin();
        Probe.Look eventsLook = events.begin();
        return HealthReport.of(List.of(
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
}
