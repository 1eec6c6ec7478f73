package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Settle and release: what is charged, what returns, the overrun policies, replay and conflict. */
public abstract class CloseContract extends StoreContractPart {

    @Test
    @DisplayName("(1, 2) a settle charges what was used on every account, and the rest of the hold returns")
    void chargesWhatWasUsed() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(30)
                .opened();

        JournalEntry.Closed closed = fixture().settled(id(), 12);

        assertThat(closed.kind()).isEqualTo(CloseKind.SETTLED);
        assertThat(closed.charged().credits()).isEqualTo(12);
        assertThat(closed.returned().credits()).isEqualTo(18);
        assertThat(closed.overrun()).isEqualTo(ResourceVector.ZERO);
        assertThat(closed.late()).isFalse();
        for (AccountId account : new AccountId[] {user(), pool}) {
            assertThat(fixture().reserved(account)).isZero();
            assertThat(fixture().spent(account)).isEqualTo(12);
        }
        assertThat(fixture().find(id()).closing()).isEqualTo(closed);
        assertThat(fixture().find(id()).used().credits()).isEqualTo(12);
    }

    @Test
    @DisplayName("(1) final figures replace what was tracked; what is not reported keeps it; an explicit zero is zero")
    void finalFiguresReplace() {
        fixture()
                .reserve("r")
                .on(user(), AccountTerms.UNLIMITED)
                .credits(30)
                .hold(Resource.TOKENS, 30)
                .opened();
        fixture().tracked(id(), "t", TrackContract.usage(10, 11, 12, 13, 14));

        ResourceUsage figures = ResourceUsage.builder().creditUnits(5).tokens(0).build();
        JournalEntry.Closed closed = OutcomeAssertions.closed(fixture().settle(id(), figures, OverrunPolicy.CHARGE));

        assertThat(closed.used()).isEqualTo(ResourceVector.of(5, 0, 12, 13, 14, 0));
        assertThat(closed.charged()).isEqualTo(ResourceVector.of(5, 0, 12, 13, 0, 0));
        assertThat(fixture().show(user()).spent()).isEqualTo(closed.charged());
    }

    @Test
    @DisplayName("(1, 2) occupied resources come back whole, and are never spent")
    void occupiedResourcesComeBack() {
        AccountTerms terms = AccountTerms.of(Limits.of(Map.of(Resource.MEMORY, 100L, Resource.SLOTS, 1L)));
        fixture()
                .reserve("r")
                .on(user(), terms)
                .hold(Resource.MEMORY, 100)
                .hold(Resource.SLOTS, 1)
                .opened();
        assertThat(fixture()
                        .reserve("second")
                        .on(user(), terms)
                        .hold(Resource.SLOTS, 1)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.SLOTS, 1, 0));

        ResourceUsage overrun = ResourceUsage.builder().memoryBytes(5_000).build();
        JournalEntry.Closed closed = OutcomeAssertions.closed(fixture().settle(id(), overrun, OverrunPolicy.REJECT));

        assertThat(closed.used().memory()).isEqualTo(5_000);
        assertThat(closed.charged()).isEqualTo(ResourceVector.ZERO);
        assertThat(closed.overrun()).isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().show(user()).available(Resource.MEMORY)).hasValue(100);
        assertThat(fixture().show(user()).available(Resource.SLOTS)).hasValue(1);
        assertThat(fixture().show(user()).spent()).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    @DisplayName("(1, 2) CHARGE books all of an overrun; an account in debt takes no new hold, but free calls go on")
    void chargesOverruns() {
        fixture().open("r", user(), 30);

        JournalEntry.Closed closed = fixture().settled(id(), 130);

        assertThat(closed.charged().credits()).isEqualTo(130);
        assertThat(closed.overrun().credits()).isEqualTo(100);
        assertThat(closed.uncollected()).isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().available(user())).isEqualTo(-30);
        assertThat(fixture()
                        .reserve("new")
                        .on(user(), StoreFixture.limit(100))
                        .credits(1)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 1, -30));
        fixture().reserve("free").on(user(), StoreFixture.limit(100)).opened();
        fixture()
                .reserve("out of debt")
                .on(user(), StoreFixture.limit(131))
                .credits(1)
                .opened();
    }

    @Test
    @DisplayName("(1) CAP books what every account has available beyond the hold, and leaves the rest uncollected")
    void capsOverruns() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(30)
                .opened();

        JournalEntry.Closed closed =
                OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(90), OverrunPolicy.CAP));

        assertThat(closed.charged().credits())
                .as("30 held + 20 the pool has left")
                .isEqualTo(50);
        assertThat(closed.overrun().credits()).isEqualTo(60);
        assertThat(closed.uncollected().credits()).isEqualTo(40);
        assertThat(fixture().spent(user())).isEqualTo(50);
        assertThat(fixture().available(pool)).isZero();
    }

    @Test
    @DisplayName("(1) CAP never draws on overdraft, nor on an account in debt; what is held is charged all the same")
    void capLeavesOverdraftAlone() {
        AccountTerms overdraft = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.of(Resource.CREDITS, 50), LimitPeriod.NEVER);
        fixture().reserve("r").on(user(), overdraft).credits(120).opened();

        JournalEntry.Closed closed =
                OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(125), OverrunPolicy.CAP));

        assertThat(closed.charged().credits()).isEqualTo(120);
        assertThat(closed.uncollected().credits()).isEqualTo(5);
        assertThat(fixture().available(user())).isEqualTo(-20);
    }

    @Test
    @DisplayName("(1) CAP caps nothing where there is no limit")
    void capWithoutLimit() {
        fixture().reserve("r").on(user(), AccountTerms.UNLIMITED).credits(1).opened();
        assertThat(OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(90), OverrunPolicy.CAP))
                        .charged()
                        .credits())
                .isEqualTo(90);
    }

    @Test
    @DisplayName("(4) REJECT refuses an overrun, leaves the reservation open, and is not remembered")
    void rejectsOverruns() {
        fixture().open("r", user(), 30);

        assertThat(fixture().settle(id(), StoreFixture.credits(31), OverrunPolicy.REJECT))
                .isEqualTo(new Refusal.OverrunRejected(
                        ResourceVector.of(Resource.CREDITS, 30), ResourceVector.of(Resource.CREDITS, 1)));
        assertThat(fixture().find(id()).isOpen()).isTrue();
        assertThat(fixture().find(id()).used()).isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().reserved(user())).isEqualTo(30);

        JournalEntry.Closed closed =
                OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(30), OverrunPolicy.REJECT));
        assertThat(closed.sequence()).isEqualTo(2);
        assertThat(fixture().spent(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(1) an overrun of what was not held at all is an overrun too")
    void overrunOfWhatWasNotHeld() {
        fixture().open("r", user(), 30);

        assertThat(fixture().settle(id(), TrackContract.usage(1, 5, 0, 0, 9), OverrunPolicy.REJECT))
                .isEqualTo(new Refusal.OverrunRejected(
                        ResourceVector.of(Resource.CREDITS, 30), ResourceVector.of(Resource.TOKENS, 5)));
    }

    @Test
    @DisplayName("(1) booking stops at the largest amount, and what is above it is uncollected")
    void bookingStopsAtTheLargestAmount() {
        AccountTerms terms = AccountTerms.UNLIMITED;
        fixture()
                .reserve("big")
                .on(user(), terms)
                .credits(Checks.MAX_AMOUNT - 10)
                .opened();
        fixture().reserve("r").on(user(), terms).credits(4).opened();

        JournalEntry.Closed closed = fixture().settled(id(), 100);

        assertThat(closed.charged().credits())
                .as("4 held + 6 below the largest amount")
                .isEqualTo(10);
        assertThat(closed.uncollected().credits()).isEqualTo(90);
        fixture().settled(fixture().id("big"), Checks.MAX_AMOUNT);
        assertThat(fixture().spent(user())).isEqualTo(Checks.MAX_AMOUNT);
    }

    @Test
    @DisplayName("(1) without accounts nothing bounds what is charged")
    void chargesNobody() {
        fixture().reserve("r").credits(30).opened();
        assertThat(fixture().settled(id(), Checks.MAX_AMOUNT).charged().credits())
                .isEqualTo(Checks.MAX_AMOUNT);
    }

    @Test
    @DisplayName("(1, 2) a release books what was tracked and returns the rest")
    void releases() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(7));

        JournalEntry.Closed closed = OutcomeAssertions.closed(fixture().release(id()));

        assertThat(closed.kind()).isEqualTo(CloseKind.RELEASED);
        assertThat(closed.report()).isEqualTo(ResourceUsage.NONE);
        assertThat(closed.overrunPolicy()).isEqualTo(OverrunPolicy.CHARGE);
        assertThat(closed.charged().credits()).isEqualTo(7);
        assertThat(fixture().spent(user())).isEqualTo(7);
        assertThat(fixture().available(user())).isEqualTo(93);
    }

    @Test
    @DisplayName("(1) what was tracked beyond the hold is charged by a release too")
    void releaseChargesOverruns() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(140));

        assertThat(OutcomeAssertions.closed(fixture().release(id())).charged().credits())
                .isEqualTo(140);
        assertThat(fixture().show(user()).debt(Resource.CREDITS)).isEqualTo(40);
    }

    @Test
    @DisplayName("(4) a settle is replayed; with other figures, or another policy, it is a conflict")
    void replaysSettles() {
        fixture().open("r", user(), 30);
        JournalEntry.Closed first = fixture().settled(id(), 12);

        assertThat(fixture().settle(id(), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(fixture().settle(id(), 13)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().settle(id(), StoreFixture.credits(12), OverrunPolicy.CAP))
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture().spent(user())).isEqualTo(12);
    }

    @Test
    @DisplayName("(4) the same settlement is a replay though policy says otherwise now; another one is a conflict")
    void policyMayHaveChangedInBetween() {
        fixture().open("r", fixture().user("u"), 60);
        JournalEntry.Closed first = OutcomeAssertions.closed(fixture().store().settle(asked(1, OverrunPolicy.CHARGE)));

        assertThat(fixture().store().settle(asked(1, OverrunPolicy.CAP)))
                .isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(fixture().store().settle(asked(2, OverrunPolicy.CHARGE))).isEqualTo(new Refusal.Conflict());
    }

    private SettleCommand asked(long request, OverrunPolicy policy) {
        return new SettleCommand(id(), OperationId.SETTLE, request, StoreFixture.credits(50), policy);
    }

    @Test
    @DisplayName("(4) a release is replayed, and conflicts with a settle of the same id")
    void replaysReleases() {
        fixture().open("r", user(), 30);
        JournalEntry.Closed first = OutcomeAssertions.closed(fixture().release(id()));

        assertThat(fixture().release(id())).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(fixture()
                        .store()
                        .settle(new SettleCommand(id(), OperationId.RELEASE, ResourceUsage.NONE, OverrunPolicy.CHARGE)))
                .isEqualTo(new Refusal.Conflict());
    }

    @Test
    @DisplayName("(4) whoever comes second gets how the reservation was closed")
    void closesOnce() {
        fixture().open("r", user(), 30);
        JournalEntry.Closed settled = fixture().settled(id(), 12);
        CloseOutcome already = new Refusal.AlreadyClosed(settled);

        assertThat(fixture().release(id())).isEqualTo(already);
        assertThat(fixture()
                        .store()
                        .settle(new SettleCommand(
                                id(), StoreFixture.op("2"), StoreFixture.credits(12), OverrunPolicy.CHARGE)))
                .isEqualTo(already);
        assertThat(fixture().spent(user())).isEqualTo(12);
    }

    @Test
    @DisplayName("(4) an id used for a report or an extension is a conflict, open or closed")
    void conflictsWithReports() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(1));
        OutcomeAssertions.extended(fixture().extend(id(), "e", 1));

        for (int pass = 0; pass < 2; pass++) {
            for (String used : new String[] {"t", "e"}) {
                OperationId operation = StoreFixture.op(used);
                assertThat(fixture()
                                .store()
                                .settle(new SettleCommand(
                                        id(), operation, StoreFixture.credits(1), OverrunPolicy.CHARGE)))
                        .isEqualTo(new Refusal.Conflict());
                assertThat(fixture().store().release(new ReleaseCommand(id(), operation)))
                        .isEqualTo(new Refusal.Conflict());
            }
            fixture().settle(id(), 1);
        }
    }

    @Test
    @DisplayName("(4) nothing unknown is closed")
    void closesNothingUnknown() {
        assertThat(fixture().settle(fixture().id("unknown"), 1)).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().settle(fixture().step("unknown"), 1)).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().release(fixture().id("unknown"))).isEqualTo(new Refusal.NotFound());
    }

    @Test
    @DisplayName("(4) a settle by step is a replay by id, and the other way round")
    void settlesByStep() {
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .credits(30)
                .step("s")
                .opened();
        JournalEntry.Closed first = fixture().settled(fixture().step("s"), 12);

        assertThat(first.stepId()).isEqualTo("s");
        assertThat(fixture().settle(id(), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(fixture().settle(fixture().step("s"), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }
}
