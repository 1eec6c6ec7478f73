package com.example;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;

/** The contract of a store, as the author of another store runs it. */
class ContractTest extends CreditStoreContract {

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return StoreHarness.of(MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(1_000_000), clock), clock);
    }
}
