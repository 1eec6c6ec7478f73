package io.stipend.testkit;

import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.manager.ManagerContract;
import io.stipend.testkit.internal.manager.TreeContract;
import io.stipend.testkit.internal.verbs.AccountContract;
import io.stipend.testkit.internal.verbs.BadInputContract;
import io.stipend.testkit.internal.verbs.BalanceContract;
import io.stipend.testkit.internal.verbs.CeilingContract;
import io.stipend.testkit.internal.verbs.ChargeContract;
import io.stipend.testkit.internal.verbs.CloseContract;
import io.stipend.testkit.internal.verbs.ExpiryBookingContract;
import io.stipend.testkit.internal.verbs.ExtendContract;
import io.stipend.testkit.internal.verbs.ForgetContract;
import io.stipend.testkit.internal.verbs.HoldRaceContract;
import io.stipend.testkit.internal.verbs.IdContract;
import io.stipend.testkit.internal.verbs.JournalContract;
import io.stipend.testkit.internal.verbs.LeaseContract;
import io.stipend.testkit.internal.verbs.PeriodCalendarContract;
import io.stipend.testkit.internal.verbs.PeriodContract;
import io.stipend.testkit.internal.verbs.ReserveContract;
import io.stipend.testkit.internal.verbs.SplitContract;
import io.stipend.testkit.internal.verbs.SplitRaceContract;
import io.stipend.testkit.internal.verbs.StepContract;
import io.stipend.testkit.internal.verbs.TrackContract;
import org.junit.jupiter.api.Nested;

/** The model passes the contract that stores must pass, its verbs one at a time, but for what needs a store that others use meanwhile. */
class ModelContractTest {

    private static final int RACES = 400;

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
    class Ceilings extends CeilingContract {
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
    class Extends extends ExtendContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Splits extends SplitContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class SplitRaces extends SplitRaceContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }

        @Override
        protected int races() {
            return RACES;
        }
    }

    @Nested
    class HoldRaces extends HoldRaceContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }

        @Override
        protected int races() {
            return RACES;
        }
    }

    @Nested
    class Trees extends TreeContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Balances extends BalanceContract {
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
    class Forgetting extends ForgetContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class ExpiryBookings extends ExpiryBookingContract {
        @Override
        protected StoreHarness openStore() {
            return open();
        }
    }

    @Nested
    class Charges extends ChargeContract {
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
    class PeriodCalendars extends PeriodCalendarContract {
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
