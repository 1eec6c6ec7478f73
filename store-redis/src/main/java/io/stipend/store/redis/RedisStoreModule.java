package io.stipend.store.redis;

import io.stipend.store.support.StoreModule;

/** Binds one Redis store in its roles, see {@link StoreModule}. Whoever made the injector closes the {@code StoreAdapter}. */
public final class RedisStoreModule extends StoreModule {

    public RedisStoreModule(RedisConfig config) {
        super(config);
    }
}
