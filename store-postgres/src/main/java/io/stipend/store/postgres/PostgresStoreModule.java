package io.stipend.store.postgres;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;

/**
 * Binds one PostgreSQL store in its roles: {@link StoreAdapter}, {@link CreditStore}, {@link StoreUpkeep}, {@link
 * Journal}, {@link AccountAdministration}, {@link BookInspection}. Whoever made the injector closes the {@link StoreAdapter}.
 */
public final class PostgresStoreModule extends PrivateModule {

    private final PostgresConfig config;

    public PostgresStoreModule(PostgresConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        expose(StoreAdapter.class);
        expose(CreditStore.class);
        expose(StoreUpkeep.class);
        expose(Journal.class);
        expose(AccountAdministration.class);
        expose(BookInspection.class);
    }

    @Provides
    @Singleton
    StoreAdapter store() {
        return PostgresStores.open(config);
    }

    @Provides
    CreditStore creditStore(StoreAdapter store) {
        return store.creditStore();
    }

    @Provides
    StoreUpkeep upkeep(StoreAdapter store) {
        return store.upkeep();
    }

    @Provides
    Journal journal(StoreAdapter store) {
        return store.journal();
    }

    @Provides
    AccountAdministration accountAdministration(StoreAdapter store) {
        return store.accountAdministration();
    }

    @Provides
    BookInspection bookInspection(StoreAdapter store) {
        return store.bookInspection();
    }
}
