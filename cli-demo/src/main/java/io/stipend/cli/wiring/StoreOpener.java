package io.stipend.cli.wiring;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import io.stipend.core.error.StipendException;
import io.stipend.core.spi.StoreAdapter;
import org.jspecify.annotations.Nullable;

/** How the store that the command line names is opened; whoever opens it closes it. */
@FunctionalInterface
public interface StoreOpener {

    /** Opens a store. The URL is null where the store uses none. */
    StoreAdapter open(StoreChoice store, @Nullable String url);

    /** By the adapter's own module. */
    static StoreAdapter byModule(StoreChoice store, @Nullable String url) {
        try {
            return Guice.createInjector(store.module(url)).getInstance(StoreAdapter.class);
        } catch (ProvisionException failure) {
            // What a store says of itself when it cannot be opened is what the user is to read, not Guice's report of
            // it.
            if (failure.getCause() instanceof StipendException own) {
                throw own;
            }
            throw failure;
        }
    }
}
