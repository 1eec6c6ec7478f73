package io.stipend.core.spi;

/** The schema of a store that must be applied before the store can be opened. */
public interface StoreSchema {

    /**
     * Makes the schema, or brings it up to date. Several processes may do so at once. Blocks.
     *
     * @return how many migrations were applied; 0 when it was up to date
     * @throws io.stipend.core.spi.CreditStoreException when the server cannot be reached or refuses it
     */
    int apply();

    /** The schema as one script, to read or to apply by other means. Connects to nothing. */
    String sql();
}
