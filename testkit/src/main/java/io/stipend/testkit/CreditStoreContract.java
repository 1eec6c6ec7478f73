package io.stipend.testkit;

import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.history.HistoryContract;
import io.stipend.testkit.internal.manager.IdentityContract;
import io.stipend.testkit.internal.manager.ManagerContract;
import io.stipend.testkit.internal.manager.TierContract;
import io.stipend.testkit.internal.manager.TreeContract;
import io.stipend.testkit.internal.pools.PoolContract;
import io.stipend.testkit.internal.verbs.AccountContract;
import io.stipend.testkit.internal.verbs.AnnouncementContract;
import io.stipend.testkit.internal.verbs.BadInputContract;
import io.stipend.testkit.internal.verbs.BalanceContract;
import io.stipend.testkit.internal.verbs.CeilingContract;
import io.stipend.testkit.internal.verbs.ChargeContract;
import io.stipend.testkit.internal.verbs.CloseContract;
import io.stipend.testkit.internal.verbs.ConcurrencyContract;
import io.stipend.testkit.internal.verbs.ExpiryBookingContract;
import io.stipend.testkit.internal.verbs.ExtendContract;
import io.stipend.testkit.internal.verbs.ForgetContract;
import io.stipend.testkit.internal.verbs.FreezeContract;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * Everything a store must prove, in one class to extend: see {@link StoreHarness} for how. Each test names the promises it
 * proves, by the numbers of {@link io.stipend.core.spi.CreditStore}:
 *
 * <ol>
 *   <li>Conservation: per account and resource, allowance = available + reserved + spent, after every verb.
 *   <li>Reserved is the sum of the holds of open reservations. Spent only grows within a period, except by an adjustment,
 *       and where a late settle corrects a hold that expiry booked.
 *   <li>All accounts of a path change, or none. Nothing is written before everything is checked.
 *   <li>Idempotence: the same operation id with the same payload returns the first answer; with another payload,
 *       {@code Conflict}. A refusal is not remembered.
 *   <li>One clock, the store's. A reservation is due at {@code now >= expiresAt}; a verb that meets one that is due expires
 *       it first, whether or not the sweeper has come by.
 *   <li>One journal entry per change, in the same atomic step, numbered per stream without gaps.
 *   <li>An acknowledged change is as durable as the store says it is. When the outcome cannot be known, {@code
 *       OutcomeUnknownException}, and the same call again is safe.
 *   <li>A failure of the backend is a {@code CreditStoreException}, never a driver's exception.
 *   <li>Any id is data.
 * </ol>
 *
 * <p>Promises 7 and 8 are about a backend that fails. A contract cannot make one fail: an adapter proves them beside this
 * with its own server. After each test the tenant's books are audited, so every test proves 1, 2 and 6 for what it did.
 *
 * <p>The rules behind the tests are in {@code docs/semantics.md}.
 */
public abstract class CreditStoreContract {

    /** Opens the store under test, or a view on one that all tests share. Called before each test. */
    protected abstract StoreHarness openStore();

    /** How many random histories to run; see {@link HistoryContract#histories()}. */
    protected int histories() {
        return 1_000;
    }

    /** How long a random history is; see {@link HistoryContract#steps()}. */
    protected int steps() {
        return 200;
    }

    /** How many pairs of verbs race to close a reservation; see {@link ConcurrencyContract#races()}. */
    protected int races() {
        return 10_000;
    }

    @Nested
    @DisplayName("reserve")
    final class Reserves extends ReserveContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("fit and hold, ceilings")
    final class Ceilings extends CeilingContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("steps")
    final class Steps extends StepContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("track and extend")
    final class Tracks extends TrackContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("extensions by part, and less")
    final class Extends extends ExtendContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("splits")
    final class Splits extends SplitContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("races of parents and children")
    final class SplitRaces extends SplitRaceContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }

        @Override
        protected int races() {
            return CreditStoreContract.this.races();
        }
    }

    @Nested
    @DisplayName("races for holds")
    final class HoldRaces extends HoldRaceContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }

        @Override
        protected int races() {
            return CreditStoreContract.this.races();
        }
    }

    @Nested
    @DisplayName("trees of reservations")
    final class Trees extends TreeContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("balances in answers")
    final class Balances extends BalanceContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("settle and release")
    final class Closes extends CloseContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("leases")
    final class Leases extends LeaseContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("what is forgotten early")
    final class Forgetting extends ForgetContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("what expiry books")
    final class ExpiryBookings extends ExpiryBookingContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("charges")
    final class Charges extends ChargeContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("accounts")
    final class Accounts extends AccountContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("frozen accounts and tenants")
    final class Freezes extends FreezeContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("announcements about accounts")
    final class Announcements extends AnnouncementContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("fair shares of pools")
    final class PoolShares extends PoolContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("periods")
    final class Periods extends PeriodContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("calendar of periods")
    final class PeriodCalendars extends PeriodCalendarContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("journal")
    final class Journals extends JournalContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("ids")
    final class Ids extends IdContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("a manager over it")
    final class Manager extends ManagerContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("tiers")
    final class Tiers extends TierContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("identity")
    final class Identity extends IdentityContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("bad input")
    final class BadInput extends BadInputContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }
    }

    @Nested
    @DisplayName("many threads")
    final class Concurrency extends ConcurrencyContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }

        @Override
        protected int races() {
            return CreditStoreContract.this.races();
        }
    }

    @Nested
    @DisplayName("random histories")
    final class RandomHistories extends HistoryContract {
        @Override
        protected StoreHarness openStore() {
            return CreditStoreContract.this.openStore();
        }

        @Override
        protected int histories() {
            return CreditStoreContract.this.histories();
        }

        @Override
        protected int steps() {
            return CreditStoreContract.this.steps();
        }
    }
}
