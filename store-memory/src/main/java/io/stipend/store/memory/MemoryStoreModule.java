package io.stipend.store.memory;

import io.stipend.store.support.StoreModule;

/** Binds one memory store in its roles, see {@link StoreModule}. Whoever made the injector closes the {@code StoreAdapter}. */
public final class MemoryStoreModule extends StoreModule {

    /** A store with the default bounds. */
    public MemoryStoreModule() {
        this(MemoryConfig.DEFAULT);
    }

    public MemoryStoreModule(MemoryConfig config) {
        super(config);
    }
}
