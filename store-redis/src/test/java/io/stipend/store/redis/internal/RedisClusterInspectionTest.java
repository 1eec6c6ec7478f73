package io.stipend.store.redis.internal;

import io.stipend.testkit.InspectionContract;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.servers.redis.RedisCluster;
import io.stipend.testkit.servers.redis.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What an inspection of the books must do, on a real cluster; here it is the way there that differs. */
final class RedisClusterInspectionTest extends InspectionContract {

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
    protected DamagePlanter planter(StoreHarness harness) {
        return ((RedisHarness) harness).damage();
    }

    @Override
    protected int histories() {
        return 4;
    }

    @Override
    protected int looks() {
        return 6;
    }
}
