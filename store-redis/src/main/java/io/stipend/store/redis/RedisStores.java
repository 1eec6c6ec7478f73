package io.stipend.store.redis;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.internal.RedisStore;
import io.stipend.store.redis.internal.script.ScriptCatalog;

/**
 * Opens Redis stores for those who embed Stipend without a container.
 *
 * <p>Any number of processes may open stores on one server or cluster. A store is thread safe, for platform and virtual
 * threads; a call blocks until its change is made, and no longer than the timeouts of its configuration allow.
 */
public final class RedisStores {

    private RedisStores() {}

    /**
     * Opens a store. It makes the keys it needs; there is no schema to apply.
     *
     * @throws io.stipend.core.spi.CreditStoreException when the server cannot be reached, is older than Redis 7, or was
     *     opened before under the same prefix with another number of shards
     */
    public static StoreAdapter open(RedisConfig config) {
        return RedisStore.open(config, ScriptCatalog.ON_SERVER_TIME);
    }
}
