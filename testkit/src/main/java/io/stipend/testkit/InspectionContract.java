package io.stipend.testkit;

import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.inspection.BookViewContract;
import io.stipend.testkit.internal.inspection.DamagedBooksContract;
import io.stipend.testkit.internal.inspection.HealthyBooksContract;
import io.stipend.testkit.internal.inspection.RepairContract;
import io.stipend.testkit.internal.inspection.UsageContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What a store must prove about its {@link io.stipend.core.spi.BookInspection}: that it shows its books as they are, that
 * verification finds damage in them and never cries wolf, and that repairs set sums right. An adapter's test extends it and
 * supplies a {@link StoreHarness} and a {@link DamagePlanter}.
 *
 * <p>The planter damages what one harness's store has stored. Nobody reads the journal meanwhile, so entries wait.
 */
public abstract class InspectionContract {

    /** Opens the store under test, or a view on one that all tests share. Called before each test. */
    protected abstract StoreHarness openStore();

    /** Damages the books of a store that was opened. */
    protected abstract DamagePlanter planter(StoreHarness harness);

    /** How many random histories are verified. */
    protected int histories() {
        return 25;
    }

    /** How often books are verified while others work on them. */
    protected int looks() {
        return 40;
    }

    @Nested
    @DisplayName("healthy books")
    final class Healthy extends HealthyBooksContract {
        @Override
        protected StoreHarness openStore() {
            return InspectionContract.this.openStore();
        }

        @Override
        protected int histories() {
            return InspectionContract.this.histories();
        }

        @Override
        protected int looks() {
            return InspectionContract.this.looks();
        }
    }

    @Nested
    @DisplayName("damaged books")
    final class Damaged extends DamagedBooksContract {
        @Override
        protected StoreHarness openStore() {
            return InspectionContract.this.openStore();
        }

        @Override
        protected DamagePlanter planter(StoreHarness harness) {
            return InspectionContract.this.planter(harness);
        }
    }

    @Nested
    @DisplayName("repairs")
    final class Repairs extends RepairContract {
        @Override
        protected StoreHarness openStore() {
            return InspectionContract.this.openStore();
        }

        @Override
        protected DamagePlanter planter(StoreHarness harness) {
            return InspectionContract.this.planter(harness);
        }
    }

    @Nested
    @DisplayName("what is shown")
    final class Shown extends BookViewContract {
        @Override
        protected StoreHarness openStore() {
            return InspectionContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("usage over time")
    final class Usage extends UsageContract {
        @Override
        protected StoreHarness openStore() {
            return InspectionContract.this.openStore();
        }
    }
}
