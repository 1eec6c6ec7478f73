package io.stipend.pools;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;

/** A memory store with blocks keeps every promise of a store. */
class LeasedMemoryContractTest extends CreditStoreContract {

    private static final MemoryConfig CONFIG = MemoryConfig.DEFAULT.withMaxClosed(1_000_000);

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        Blocks blocks =
                Blocks.open(MemoryStores.open(CONFIG, clock), MemoryStores.open(CONFIG, clock), BlockConfig.DEFAULT);
        return StoreHarness.of(blocks.store(), clock);
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
