package io.stipend.store.postgres;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.postgres.internal.PostgresStore;
import io.stipend.store.postgres.internal.schema.Schema;

/**
 * Opens PostgreSQL stores for those who embed Stipend without a container, and keeps their schema.
 *
 * <p>Any number of processes may open stores on one database. A store is thread safe, for platform and virtual threads; a
 * call blocks until its change is committed, and no longer than the timeouts of its configuration allow.
 */
public final class PostgresStores {

    private PostgresStores() {}

    /**
     * Opens a store on a database that has the schema.
     *
     * @throws io.stipend.core.spi.CreditStoreException when the database cannot be reached, or its schema is missing,
     *     older or newer than this program's
     */
    public static StoreAdapter open(PostgresConfig config) {
        return PostgresStore.open(config);
    }

    /**
     * Makes the schema, or brings it up to date. Several processes may do so at once. The user needs the right to create
     * in the database, and afterwards only to use the schema, its tables and its functions.
     *
     * @return how many migrations were applied; 0 when it was up to date
     * @throws io.stipend.core.spi.CreditStoreException when the database cannot be reached or refuses it
     */
    public static int applySchema(PostgresConfig config) {
        return Schema.apply(config);
    }

    /** The schema as one script, to read or to apply by other means. */
    public static String schemaSql(PostgresConfig config) {
        return Schema.sql(config);
    }
}
