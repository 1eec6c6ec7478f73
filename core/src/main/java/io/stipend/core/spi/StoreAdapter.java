package io.stipend.core.spi;

/**
 * One opened store in its three roles. What an adapter's factory returns to those who embed it without a container;
 * Guice users get the roles one by one.
 */
public interface StoreAdapter extends AutoCloseable {

    /** The books. */
    CreditStore creditStore();

    /** The outbox. */
    Journal journal();

    /** The accounts. */
    AccountAdministration accountAdministration();

    /** Releases what the store holds: connections, threads. Calling it again does nothing. */
    @Override
    void close();
}
