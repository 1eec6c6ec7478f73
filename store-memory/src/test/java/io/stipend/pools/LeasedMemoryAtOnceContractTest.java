package io.stipend.pools;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.LeasedStoreContract;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;
import java.time.InstantSource;

/** A memory store of which each path has a block at once keeps every promise of a store. */
class LeasedMemoryAtOnceContractTest extends LeasedStoreContract {

    private static final MemoryConfig CONFIG = MemoryConfig.DEFAULT.withMaxClosed(1_000_000);

    @Override
    protected StoreHarness openShared() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return StoreHarness.of(MemoryStores.open(CONFIG, clock), clock);
    }

    @Override
    protected StoreAdapter openLocal(InstantSource clock) {
        return MemoryStores.open(CONFIG, clock);
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
