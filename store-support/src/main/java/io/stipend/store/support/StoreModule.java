package io.stipend.store.support;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StoreUpkeep;

/**
 * Binds one store in all of its roles: {@link StoreAdapter}, {@link CreditStore}, {@link StoreUpkeep}, {@link Journal},
 * {@link AccountAdministration}, {@link BookInspection}. The code that creates the injector must close the
 * {@link StoreAdapter}.
 */
public abstract class StoreModule extends PrivateModule {

    private final StoreConfig config;

    protected StoreModule(StoreConfig config) {
        this.config = config;
    }

    @Override
    protected final void configure() {
        expose(StoreAdapter.class);
        expose(CreditStore.class);
        expose(StoreUpkeep.class);
        expose(Journal.class);
        expose(AccountAdministration.class);
        expose(BookInspection.class);
    }

    @Provides
    @Singleton
    final StoreAdapter store() {
        return config.open();
    }

    @Provides
    final CreditStore creditStore(StoreAdapter store) {
        return store.creditStore();
    }

    @Provides
    final StoreUpkeep upkeep(StoreAdapter store) {
        return store.upkeep();
    }

    @Provides
    final Journal journal(StoreAdapter store) {
        return store.journal();
    }

    @Provides
    final AccountAdministration accountAdministration(StoreAdapter store) {
        return store.accountAdministration();
    }

    @Provides
    final BookInspection bookInspection(StoreAdapter store) {
        return store.bookInspection();
    }
}
