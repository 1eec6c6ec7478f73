package io.stipend.store.postgres;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.pools.LeasedHarness;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Everything a store must do, where busy paths have blocks on a real server, as they usually have. Only where histories are many: profile "long". */
@EnabledIfSystemProperty(named = "stipend.histories.times", matches = "\\d\\d+")
final class PostgresLeasedContractTest extends CreditStoreContract {

    private static PostgresHarness harness;

    @Override
    protected StoreHarness openStore() {
        if (harness == null) {
            harness = new PostgresHarness();
        }
        return LeasedHarness.usual(harness.anew(), clock -> MemoryStores.open(MemoryConfig.DEFAULT, clock));
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
