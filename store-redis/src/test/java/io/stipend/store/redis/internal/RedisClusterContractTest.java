package io.stipend.store.redis.internal;

import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.servers.redis.RedisCluster;
import io.stipend.testkit.servers.redis.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Everything a store must do, on a real cluster of three masters. */
final class RedisClusterContractTest extends CreditStoreContract {

    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, RedisOptions.fast());
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Override
    protected StoreHarness openStore() {
        return new RedisHarness(cluster.url());
    }

    @Override
    protected int histories() {
        return 10;
    }

    /** Those on one server show that scripts run one after the other; here it is the way there that differs. */
    @Override
    protected int races() {
        return 300;
    }
}
