package io.stipend.store.redis.internal;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.pools.LeasedHarness;
import io.stipend.testkit.servers.redis.RedisServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Everything a store must do, where busy paths have blocks on a real server, as they usually have. Only where histories are many: profile "long". */
@EnabledIfSystemProperty(named = "stipend.histories.times", matches = "\\d\\d+")
final class RedisLeasedContractTest extends CreditStoreContract {

    @Override
    protected StoreHarness openStore() {
        return LeasedHarness.usual(
                new RedisHarness(RedisServer.shared().url()), clock -> MemoryStores.open(MemoryConfig.DEFAULT, clock));
    }

    /** What it is over runs more of them. */
    @Override
    protected int histories() {
        return 5;
    }

    @Override
    protected int races() {
        return 200;
    }
}
