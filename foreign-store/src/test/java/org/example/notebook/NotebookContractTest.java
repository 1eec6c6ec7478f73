package org.example.notebook;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;

/** A store proves itself with the contract of the testkit. */
class NotebookContractTest extends CreditStoreContract {

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        MemoryConfig pages = MemoryConfig.DEFAULT.withMaxClosed(1_000_000);
        return StoreHarness.of(MemoryStores.open(pages, clock), clock);
    }
}
