package io.stipend.store.postgres;

import io.stipend.testkit.InspectionContract;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import org.junit.jupiter.api.BeforeAll;

/** The books are shown whole, and damage in them is found, on a real server. */
final class PostgresInspectionContractTest extends InspectionContract {

    private static PostgresHarness harness;

    @BeforeAll
    static void open() {
        harness = new PostgresHarness();
    }

    @Override
    protected StoreHarness openStore() {
        return harness.anew();
    }

    @Override
    protected DamagePlanter planter(StoreHarness of) {
        return new PostgresDamage(harness.database());
    }
}
