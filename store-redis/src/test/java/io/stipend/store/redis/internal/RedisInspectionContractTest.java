package io.stipend.store.redis.internal;

import io.stipend.testkit.InspectionContract;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.servers.redis.RedisServer;

/** What an inspection of the books must do, on a real server. */
final class RedisInspectionContractTest extends InspectionContract {

    @Override
    protected StoreHarness openStore() {
        return new RedisHarness(RedisServer.shared().url());
    }

    @Override
    protected DamagePlanter planter(StoreHarness harness) {
        return ((RedisHarness) harness).damage();
    }

    @Override
    protected int histories() {
        return 20;
    }

    @Override
    protected int looks() {
        return 16;
    }
}
