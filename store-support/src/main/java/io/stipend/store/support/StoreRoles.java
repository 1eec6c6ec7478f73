package io.stipend.store.support;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;

/**
 * An opened store whose roles are objects of their own.
 *
 * @param pinger what {@link #ping} does
 * @param closer what {@link #close} does
 */
public record StoreRoles(
        CreditStore creditStore,
        StoreUpkeep upkeep,
        Journal journal,
        AccountAdministration accountAdministration,
        BookInspection bookInspection,
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
