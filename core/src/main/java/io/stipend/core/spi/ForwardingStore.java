package io.stipend.core.spi;

import io.stipend.core.spi.check.Checks;
import java.util.Optional;
import java.util.function.Supplier;

/** A store around another one, which has all its roles from there but those that a subclass gives. Closing it closes the other. */
public abstract class ForwardingStore implements StoreAdapter {

    private final Supplier<? extends StoreAdapter> store;

    protected ForwardingStore(StoreAdapter store) {
        StoreAdapter present = Checks.present(store, "store");
        this.store = () -> present;
    }

    /**
     * Around a store that another may take the place of.
     *
     * @param store what the store is now; asked with each call, for one that is there
     */
    protected ForwardingStore(Supplier<? extends StoreAdapter> store) {
        this.store = Checks.present(store, "store");
    }

    @Override
    public CreditStore creditStore() {
        return store.get().creditStore();
    }

    @Override
    public StoreUpkeep upkeep() {
        return store.get().upkeep();
    }

    @Override
    public Journal journal() {
        return store.get().journal();
    }

    @Override
    public AccountAdministration accountAdministration() {
        return store.get().accountAdministration();
    }

    @Override
    public BookInspection bookInspection() {
        return store.get().bookInspection();
    }

    @Override
    public Optional<ForecastStore> forecasts() {
        return store.get().forecasts();
    }

    @Override
    public void ping() {
        store.get().ping();
    }

    @Override
    public void close() {
        store.get().close();
    }
}
