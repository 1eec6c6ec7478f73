package io.stipend.store.redis.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.LeasedStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.InstantSource;

/** Everything a store must do, of blocks on a real server. */
final class RedisBlocksContractTest extends LeasedStoreContract {

    @Override
    protected StoreHarness openShared() {
        return new RedisHarness(RedisServer.shared().url());
    }

    @Override
    protected StoreAdapter openLocal(InstantSource clock) {
        return MemoryStores.open(MemoryConfig.DEFAULT, clock);
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
