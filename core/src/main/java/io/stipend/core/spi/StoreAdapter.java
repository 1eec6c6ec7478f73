package io.stipend.core.spi;

/**
 * One opened store in its roles. What an adapter's factory returns to those who embed it without a container;
 * Guice users get the roles one by one.
 */
public interface StoreAdapter extends AutoCloseable {

    /** The books. */
    CreditStore creditStore();

    /** The outbox. */
    Journal journal();

    /** The accounts. */
    AccountAdministration accountAdministration();

    /** The books as they are stored, for whoever checks and repairs them. */
    BookInspection bookInspection();

    /** Releases what the store holds: connections, threads. Calling it again does nothing. */
    @Override
    void close();
}
