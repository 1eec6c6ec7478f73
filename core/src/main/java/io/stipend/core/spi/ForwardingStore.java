package io.stipend.core.spi;

import io.stipend.core.spi.check.Checks;
import java.util.Optional;

/** A store around another one, which has all its roles from there but those that a subclass gives. Closing it closes the other. */
public abstract class ForwardingStore implements StoreAdapter {

    private final StoreAdapter store;

    protected ForwardingStore(StoreAdapter store) {
        this.store = Checks.present(store, "store");
    }

    @Override
    public CreditStore creditStore() {
        return store.creditStore();
    }

    @Override
    public StoreUpkeep upkeep() {
        return store.upkeep();
    }

    @Override
    public Journal journal() {
        return store.journal();
    }

    @Override
    public AccountAdministration accountAdministration() {
        return store.accountAdministration();
    }

    @Override
    public BookInspection bookInspection() {
        return store.bookInspection();
    }

    @Override
    public Optional<ForecastStore> forecasts() {
        return store.forecasts();
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public void close() {
        store.close();
    }
}
