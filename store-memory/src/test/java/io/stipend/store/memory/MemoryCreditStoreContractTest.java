package io.stipend.store.memory;

import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;

/** The memory store keeps every promise of a store. */
class MemoryCreditStoreContractTest extends CreditStoreContract {

    /** The contract looks at every reservation it closed; this store keeps only so many. */
    private static final MemoryConfig CONFIG = MemoryConfig.DEFAULT.withMaxClosed(1_000_000);

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return StoreHarness.of(MemoryStores.open(CONFIG, clock), clock);
    }
}
