package io.stipend.store.support;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import java.util.Optional;

/**
 * An open store, with a separate object for each role.
 *
 * @param forecasts where forecasters keep what they learned, if it keeps any
 * @param pinger does {@link #ping}
 * @param closer does {@link #close}
 */
public record StoreRoles(
        CreditStore creditStore,
        StoreUpkeep upkeep,
        Journal journal,
        AccountAdministration accountAdministration,
        BookInspection bookInspection,
        Optional<ForecastStore> forecasts,
        Runnable pinger,
        Runnable closer)
        implements StoreAdapter {

    @Override
    public void ping() {
        pinger.run();
    }

    @Override
    public void close() {
        closer.run();
    }
}
