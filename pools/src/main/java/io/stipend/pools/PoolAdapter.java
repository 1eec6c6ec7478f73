package io.stipend.pools;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store whose reserves keep to the shares of pools; all else is the store's. Closing it ends the lines of its pools first. */
final class PoolAdapter implements StoreAdapter {

    private final StoreAdapter store;
    private final CreditStore creditStore;
    private final List<PoolLine> lines;
    private final PoolTimer timer;

    PoolAdapter(StoreAdapter store, CreditStore creditStore, Collection<PoolLine> lines, PoolTimer timer) {
        this.store = store;
        this.creditStore = creditStore;
        this.lines = List.copyOf(lines);
        this.timer = timer;
    }

    @Override
    public CreditStore creditStore() {
        return creditStore;
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
        try (store;
                timer) {
            lines.forEach(PoolLine::close);
        }
    }
}
