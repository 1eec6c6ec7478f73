package io.stipend.pools;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.pools.LeasedHarness;

/** A memory store with blocks keeps every promise of a store. */
class LeasedMemoryContractTest extends CreditStoreContract {

    private static final MemoryConfig CONFIG = MemoryConfig.DEFAULT.withMaxClosed(1_000_000);

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return LeasedHarness.usual(
                StoreHarness.of(MemoryStores.open(CONFIG, clock), clock), now -> MemoryStores.open(CONFIG, now));
    }

    @Override
    protected int histories() {
        return 100;
    }

    @Override
    protected int races() {
        return 2_000;
    }
}
