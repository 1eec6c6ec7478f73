package io.stipend.deploy;

import com.google.inject.Module;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryStoreModule;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.postgres.PostgresStoreModule;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.store.redis.RedisStoreModule;
import io.stipend.store.redis.RedisStores;

/** The store that is picked, as a module or opened; no class of another store is touched. */
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

    /** The store itself, opened. */
    static StoreAdapter open(StoreSettings store) {
        if (store instanceof StoreSettings.Memory memory) {
            return MemoryStores.open(memory.config());
        } else if (store instanceof StoreSettings.Postgres postgres) {
            return PostgresStores.open(postgres.config());
        } else if (store instanceof StoreSettings.Redis redis) {
            return RedisStores.open(redis.config());
        }
        throw new IllegalArgumentException("not a store: " + store);
    }
}
