package io.stipend.deploy;

import com.google.inject.Module;
import io.stipend.store.memory.MemoryStoreModule;
import io.stipend.store.postgres.PostgresStoreModule;
import io.stipend.store.redis.RedisStoreModule;

/** The module of the store that is picked; no class of another store is touched. */
final class StoreModules {

    private StoreModules() {}

    static Module of(StoreSettings store) {
        if (store instanceof StoreSettings.Memory memory) {
            return new MemoryStoreModule(memory.config());
        } else if (store instanceof StoreSettings.Postgres postgres) {
            return new PostgresStoreModule(postgres.config());
        } else if (store instanceof StoreSettings.Redis redis) {
            return new RedisStoreModule(redis.config());
        }
        throw new IllegalArgumentException("not a store: " + store);
    }
}
