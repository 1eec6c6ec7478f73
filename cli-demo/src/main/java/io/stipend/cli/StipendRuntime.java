package io.stipend.cli;

import com.google.inject.Guice;
import io.stipend.core.ResourceManager;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Sweeper;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublisher;
import jakarta.inject.Inject;

/** A manager on a store, with relay and sweeper running beside it, from {@link #start} to {@link #close}. */
final class StipendRuntime implements AutoCloseable {

    private final ResourceManager manager;
    private final EventRelay relay;
    private final Sweeper sweeper;
    private final EventPublisher publisher;
    private final StoreAdapter store;

    @Inject
    StipendRuntime(
            ResourceManager manager, EventRelay relay, Sweeper sweeper, EventPublisher publisher, StoreAdapter store) {
        this.manager = manager;
        this.relay = relay;
        this.sweeper = sweeper;
        this.publisher = publisher;
        this.store = store;
    }

    /** Opens the store and starts. Closes the publisher when it is closed itself. */
    static StipendRuntime start(StoreChoice store, EventPublisher publisher, LimitPolicy limits) {
        StipendRuntime runtime = Guice.createInjector(new StipendModule(store.module(), publisher, limits))
                .getInstance(StipendRuntime.class);
        runtime.relay.start();
        runtime.sweeper.start();
        return runtime;
    }

    ResourceManager manager() {
        return manager;
    }

    AccountAdministration accounts() {
        return store.accountAdministration();
    }

    Journal journal() {
        return store.journal();
    }

    /** Publishes what waits, and stops publishing. Blocks until then. */
    EventRelay.Figures drain() {
        sweeper.close();
        relay.close();
        return relay.figures();
    }

    @Override
    public void close() {
        drain();
        publisher.close();
        store.close();
    }
}
