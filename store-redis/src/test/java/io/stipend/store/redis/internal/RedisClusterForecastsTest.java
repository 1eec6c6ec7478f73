package io.stipend.store.redis.internal;

import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.ForecastStoreContract;
import io.stipend.testkit.servers.redis.RedisCluster;
import io.stipend.testkit.servers.redis.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Records of forecasts, on a real cluster of three masters. */
final class RedisClusterForecastsTest extends ForecastStoreContract {

    private static RedisCluster cluster;
    private static StoreAdapter store;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, RedisOptions.fast());
        store = RedisStores.open(RedisConfig.of(cluster.url()));
    }

    @AfterAll
    static void close() {
        store.close();
        cluster.close();
    }

    @Override
    protected ForecastStore forecasts() {
        return store.forecasts().orElseThrow();
    }
}
