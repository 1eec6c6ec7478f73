package io.stipend.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Singleton;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.EntryEvents;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.RelayConfig;
import io.stipend.core.background.Sweeper;
import io.stipend.core.background.SweeperConfig;
import io.stipend.core.error.StipendException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;
import java.time.Duration;

/** Wires core to a store and a publisher: core's classes come by their own constructors. */
public final class StipendModule extends AbstractModule {

    /** Whoever reads the report wants all events counted, however slow their publisher. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(10);

    /** Nobody looks back at a closed reservation, and a long trace has millions. */
    private static final Duration RETENTION = Duration.ofSeconds(5);

    private final Module store;
    private final EventsTarget events;
    private final LimitPolicy limits;
    private final Telemetry telemetry;

    StipendModule(Module store, EventsTarget events, LimitPolicy limits, Telemetry telemetry) {
        this.store = store;
        this.events = events;
        this.limits = limits;
        this.telemetry = telemetry;
    }

    /** Opens the store and starts. Closes the publisher when it is closed itself. */
    public static Stipend start(Module store, EventsTarget events, LimitPolicy limits, Telemetry telemetry) {
        Stipend stipend = startable(new StipendModule(store, events, limits, telemetry));
        stipend.start();
        return stipend;
    }

    /** What a store says of itself when it cannot be opened is what the user is to read, not Guice's report of it. */
    private static Stipend startable(StipendModule module) {
        try {
            return Guice.createInjector(module).getInstance(Stipend.class);
        } catch (ProvisionException failure) {
            if (failure.getCause() instanceof StipendException own) {
                throw own;
            }
            throw failure;
        }
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        install(store);
        bind(LimitPolicy.class).toInstance(limits);
        bind(ManagerConfig.class).toInstance(ManagerConfig.DEFAULT);
        bind(RelayConfig.class).toInstance(RelayConfig.DEFAULT.withDrainTimeout(DRAIN_TIMEOUT));
        bind(SweeperConfig.class).toInstance(SweeperConfig.DEFAULT.withRetention(RETENTION));
        bind(Telemetry.class).toInstance(telemetry);
        bind(EventPublisher.class).toInstance(events.publisher());
        bind(DeadLetterSink.class).toInstance(events.deadLetters());
        bind(ResourceManager.class).in(Singleton.class);
        bind(EntryEvents.class).in(Singleton.class);
        bind(EventRelay.class).in(Singleton.class);
        bind(Sweeper.class).in(Singleton.class);
        bind(Stipend.class).in(Singleton.class);
    }
}
