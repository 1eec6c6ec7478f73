package io.stipend.store.postgres;

import io.stipend.testkit.CreditStoreContract;
import io.stipend.testkit.harness.StoreHarness;

/** Everything a store must do, on a real server. */
final class PostgresCreditStoreContractTest extends CreditStoreContract {

    private static PostgresHarness harness;

    @Override
    protected StoreHarness openStore() {
        if (harness == null) {
            harness = new PostgresHarness();
        }
        return harness.anew();
    }

    /** Each takes a second, and several on a machine that is busy. */
    @Override
    protected int histories() {
        return 20;
    }

    /** A tenth of a second for ten: the memory store runs more of them. */
    @Override
    protected int races() {
        return 2_000;
    }
}
