package io.stipend.store.redis.internal;

import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.servers.redis.RedisServer;

/** Everything a store must do, on a real server. */
final class RedisCreditStoreContractTest extends CreditStoreContract {

    @Override
    protected StoreHarness openStore() {
        return new RedisHarness(RedisServer.shared().url());
    }

    @Override
    protected int histories() {
        return 20;
    }

    /** Scripts run one after the other: more show little more. */
    @Override
    protected int races() {
        return 2_000;
    }
}
