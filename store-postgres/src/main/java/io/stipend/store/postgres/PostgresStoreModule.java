package io.stipend.store.postgres;

import io.stipend.store.support.StoreModule;

/** Binds one PostgreSQL store in its roles, see {@link StoreModule}. Whoever made the injector closes the {@code StoreAdapter}. */
public final class PostgresStoreModule extends StoreModule {

    public PostgresStoreModule(PostgresConfig config) {
        super(config);
    }
}
