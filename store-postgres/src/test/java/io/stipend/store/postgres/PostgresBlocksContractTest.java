package io.stipend.store.postgres;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.LeasedStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import java.time.InstantSource;

/** Everything a store must do, of blocks on a real server. */
final class PostgresBlocksContractTest extends LeasedStoreContract {

    private static PostgresHarness harness;

    @Override
    protected StoreHarness openShared() {
        if (harness == null) {
            harness = new PostgresHarness();
        }
        return harness.anew();
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
