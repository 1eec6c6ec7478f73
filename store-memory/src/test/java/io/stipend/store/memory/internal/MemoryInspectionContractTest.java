package io.stipend.store.memory.internal;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.InspectionContract;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;

/** The memory store shows its books whole, and damage in them is found. */
class MemoryInspectionContractTest extends InspectionContract {

    @Override
    protected StoreHarness openStore() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return StoreHarness.of(MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(1_000_000), clock), clock);
    }

    @Override
    protected DamagePlanter planter(StoreHarness harness) {
        return new MemoryDamage(harness.adapter());
    }
}
