package io.stipend.store.redis.internal;

import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.ForecastStoreContract;
import io.stipend.testkit.servers.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;

/** Records of forecasts, on a real server and its own clock. */
final class RedisForecastsContractTest extends ForecastStoreContract {

    private static StoreAdapter store;

    @Override
    protected ForecastStore forecasts() {
        if (store == null) {
            RedisServer server = RedisServer.shared();
            store = RedisStores.open(RedisConfig.of(server.url()).withKeys(server.uniquePrefix(), 4));
        }
        return store.forecasts().orElseThrow();
    }

    @AfterAll
    static void close() {
        store.close();
    }
}
