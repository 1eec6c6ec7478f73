package io.stipend.testkit;

import org.junit.jupiter.api.Nested;

/** The model passes the contract that stores must pass, but for what needs several threads. */
class ModelContractTest {

    private static StoreHarness open() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        return StoreHarness.of(new ModelAdapter(clock), clock);
    }

    @Nested
    class Reserves extends ReserveContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Steps extends StepContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Tracks extends TrackContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Closes extends CloseContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Leases extends LeaseContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Accounts extends AccountContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Periods extends PeriodContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Journals extends JournalContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Ids extends IdContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Manager extends ManagerContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class BadInput extends BadInputContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }
}
