package io.stipend.core.spi;

import java.util.Optional;

/**
 * One opened store in its roles. What an adapter's factory returns to those who embed it without a container;
 * Guice users get the roles one by one.
 */
public interface StoreAdapter extends AutoCloseable {

    /** The books. */
    CreditStore creditStore();

    /** Expiring, forgetting, counting. */
    StoreUpkeep upkeep();

    /** The outbox. */
    Journal journal();

    /** The accounts. */
    AccountAdministration accountAdministration();

    /** The books as they are stored, for whoever checks and repairs them. */
    BookInspection bookInspection();

    /** Where forecasters keep what they learned; empty if this store keeps nothing but books. */
    default Optional<ForecastStore> forecasts() {
        return Optional.empty();
    }

    /**
     * Looks whether the store can be used: one cheap round trip, which changes nothing. Blocks no longer than any verb.
     *
     * @throws io.stipend.core.spi.CreditStoreException with a sentence that says why it cannot be used
     */
    void ping();

    /** Releases what the store holds: connections, threads. Calling it again does nothing. */
    @Override
    void close();
}
