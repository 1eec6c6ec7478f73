package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Checks;
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
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Settle and release: what is charged, what returns, the overrun policies, replay and conflict. */
public abstract class CloseContract extends StoreContract {

    @Test
    @DisplayName("(1, 2) a settle charges what was used on every account, and the rest of the hold returns")
    void chargesWhatWasUsed() {
        AccountId pool = scene().pool("p");
        scene().reserve("r")
                .on(user(), Scene.limit(100))
                .on(pool, Scene.limit(50))
                .credits(30)
                .opened();

        JournalEntry.Closed closed = scene().settled(id(), 12);

        assertThat(closed.kind()).isEqualTo(CloseKind.SETTLED);
        assertThat(closed.charged().credits()).isEqualTo(12);
        assertThat(closed.returned().credits()).isEqualTo(18);
        assertThat(closed.overrun()).isEqualTo(ResourceVector.ZERO);
        assertThat(closed.late()).isFalse();
        for (AccountId account : new AccountId[] {user(), pool}) {
            assertThat(scene().reserved(account)).isZero();
            assertThat(scene().spent(account)).isEqualTo(12);
        }
        assertThat(scene().find(id()).closing()).isEqualTo(closed);
        assertThat(scene().find(id()).used().credits()).isEqualTo(12);
    }

    @Test
    @DisplayName("(1) final figures replace what was tracked; what is not reported keeps it; an explicit zero is zero")
    void finalFiguresReplace() {
        scene().reserve("r")
                .on(user(), AccountTerms.UNLIMITED)
                .credits(30)
                .hold(Resource.TOKENS, 30)
                .opened();
        scene().tracked(id(), "t", TrackContract.usage(10, 11, 12, 13, 14));

        ResourceUsage figures =
                ResourceUsage.builder().creditMicros(5).tokens(0).build();
        JournalEntry.Closed closed = Outcomes.closed(scene().settle(id(), figures, OverrunPolicy.CHARGE));

        assertThat(closed.used()).isEqualTo(ResourceVector.of(5, 0, 12, 13, 14, 0));
        assertThat(closed.charged()).isEqualTo(ResourceVector.of(5, 0, 12, 13, 0, 0));
        assertThat(scene().show(user()).spent()).isEqualTo(closed.charged());
    }

    @Test
    @DisplayName("(1, 2) occupied resources come back whole, and are never spent")
    void occupiedResourcesComeBack() {
        AccountTerms terms = AccountTerms.of(Limits.of(Map.of(Resource.MEMORY, 100L, Resource.SLOTS, 1L)));
        scene().reserve("r")
                .on(user(), terms)
                .hold(Resource.MEMORY, 100)
                .hold(Resource.SLOTS, 1)
                .opened();
        assertThat(scene().reserve("second")
                        .on(user(), terms)
                        .hold(Resource.SLOTS, 1)
                        .send())
                .isEqualTo(new ReserveOutcome.Insufficient(user(), Resource.SLOTS, 1, 0));

        ResourceUsage overrun = ResourceUsage.builder().memoryBytes(5_000).build();
        JournalEntry.Closed closed = Outcomes.closed(scene().settle(id(), overrun, OverrunPolicy.REJECT));

        assertThat(closed.used().memory()).isEqualTo(5_000);
        assertThat(closed.charged()).isEqualTo(ResourceVector.ZERO);
        assertThat(closed.overrun()).isEqualTo(ResourceVector.ZERO);
        assertThat(scene().show(user()).available(Resource.MEMORY)).hasValue(100);
        assertThat(scene().show(user()).available(Resource.SLOTS)).hasValue(1);
        assertThat(scene().show(user()).spent()).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    @DisplayName("(1, 2) CHARGE books all of an overrun; an account in debt takes no new hold, not even of nothing")
    void chargesOverruns() {
        scene().open("r", user(), 30);

        JournalEntry.Closed closed = scene().settled(id(), 130);

        assertThat(closed.charged().credits()).isEqualTo(130);
        assertThat(closed.overrun().credits()).isEqualTo(100);
        assertThat(closed.uncollected()).isEqualTo(ResourceVector.ZERO);
        assertThat(scene().available(user())).isEqualTo(-30);
        assertThat(scene().reserve("new").on(user(), Scene.limit(100)).send())
                .isEqualTo(new ReserveOutcome.Insufficient(user(), Resource.CREDITS, 0, -30));
        scene().reserve("out of debt").on(user(), Scene.limit(130)).opened();
    }

    @Test
    @DisplayName("(1) CAP books what every account has available beyond the hold, and leaves the rest uncollected")
    void capsOverruns() {
        AccountId pool = scene().pool("p");
        scene().reserve("r")
                .on(user(), Scene.limit(100))
                .on(pool, Scene.limit(50))
                .credits(30)
                .opened();

        JournalEntry.Closed closed = Outcomes.closed(scene().settle(id(), Scene.credits(90), OverrunPolicy.CAP));

        assertThat(closed.charged().credits())
                .as("30 held + 20 the pool has left")
                .isEqualTo(50);
        assertThat(closed.overrun().credits()).isEqualTo(60);
        assertThat(closed.uncollected().credits()).isEqualTo(40);
        assertThat(scene().spent(user())).isEqualTo(50);
        assertThat(scene().available(pool)).isZero();
    }

    @Test
    @DisplayName("(1) CAP never draws on overdraft, nor on an account in debt; what is held is charged all the same")
    void capLeavesOverdraftAlone() {
        AccountTerms overdraft = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.of(Resource.CREDITS, 50), LimitPeriod.NEVER);
        scene().reserve("r").on(user(), overdraft).credits(120).opened();

        JournalEntry.Closed closed = Outcomes.closed(scene().settle(id(), Scene.credits(125), OverrunPolicy.CAP));

        assertThat(closed.charged().credits()).isEqualTo(120);
        assertThat(closed.uncollected().credits()).isEqualTo(5);
        assertThat(scene().available(user())).isEqualTo(-20);
    }

    @Test
    @DisplayName("(1) CAP caps nothing where there is no limit")
    void capWithoutLimit() {
        scene().reserve("r").on(user(), AccountTerms.UNLIMITED).credits(1).opened();
        assertThat(Outcomes.closed(scene().settle(id(), Scene.credits(90), OverrunPolicy.CAP))
                        .charged()
                        .credits())
                .isEqualTo(90);
    }

    @Test
    @DisplayName("(4) REJECT refuses an overrun, leaves the reservation open, and is not remembered")
    void rejectsOverruns() {
        scene().open("r", user(), 30);

        assertThat(scene().settle(id(), Scene.credits(31), OverrunPolicy.REJECT))
                .isEqualTo(new CloseOutcome.OverrunRejected(
                        ResourceVector.of(Resource.CREDITS, 30), ResourceVector.of(Resource.CREDITS, 1)));
        assertThat(scene().find(id()).isOpen()).isTrue();
        assertThat(scene().find(id()).used()).isEqualTo(ResourceVector.ZERO);
        assertThat(scene().reserved(user())).isEqualTo(30);

        JournalEntry.Closed closed = Outcomes.closed(scene().settle(id(), Scene.credits(30), OverrunPolicy.REJECT));
        assertThat(closed.sequence()).isEqualTo(2);
        assertThat(scene().spent(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(1) an overrun of what was not held at all is an overrun too")
    void overrunOfWhatWasNotHeld() {
        scene().open("r", user(), 30);

        assertThat(scene().settle(id(), TrackContract.usage(1, 5, 0, 0, 9), OverrunPolicy.REJECT))
                .isEqualTo(new CloseOutcome.OverrunRejected(
                        ResourceVector.of(Resource.CREDITS, 30), ResourceVector.of(Resource.TOKENS, 5)));
    }

    @Test
    @DisplayName("(1) booking stops at the largest amount, and what is above it is uncollected")
    void bookingStopsAtTheLargestAmount() {
        AccountTerms terms = AccountTerms.UNLIMITED;
        scene().reserve("big").on(user(), terms).credits(Checks.MAX_AMOUNT - 10).opened();
        scene().reserve("r").on(user(), terms).credits(4).opened();

        JournalEntry.Closed closed = scene().settled(id(), 100);

        assertThat(closed.charged().credits())
                .as("4 held + 6 below the largest amount")
                .isEqualTo(10);
        assertThat(closed.uncollected().credits()).isEqualTo(90);
        scene().settled(scene().id("big"), Checks.MAX_AMOUNT);
        assertThat(scene().spent(user())).isEqualTo(Checks.MAX_AMOUNT);
    }

    @Test
    @DisplayName("(1) without accounts nothing bounds what is charged")
    void chargesNobody() {
        scene().reserve("r").credits(30).opened();
        assertThat(scene().settled(id(), Checks.MAX_AMOUNT).charged().credits()).isEqualTo(Checks.MAX_AMOUNT);
    }

    @Test
    @DisplayName("(1, 2) a release books what was tracked and returns the rest")
    void releases() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(7));

        JournalEntry.Closed closed = Outcomes.closed(scene().release(id()));

        assertThat(closed.kind()).isEqualTo(CloseKind.RELEASED);
        assertThat(closed.report()).isEqualTo(ResourceUsage.NONE);
        assertThat(closed.overrunPolicy()).isEqualTo(OverrunPolicy.CHARGE);
        assertThat(closed.charged().credits()).isEqualTo(7);
        assertThat(scene().spent(user())).isEqualTo(7);
        assertThat(scene().available(user())).isEqualTo(93);
    }

    @Test
    @DisplayName("(1) what was tracked beyond the hold is charged by a release too")
    void releaseChargesOverruns() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(140));

        assertThat(Outcomes.closed(scene().release(id())).charged().credits()).isEqualTo(140);
        assertThat(scene().show(user()).debt(Resource.CREDITS)).isEqualTo(40);
    }

    @Test
    @DisplayName("(4) a settle is replayed; with other figures, or another policy, it is a conflict")
    void replaysSettles() {
        scene().open("r", user(), 30);
        JournalEntry.Closed first = scene().settled(id(), 12);

        assertThat(scene().settle(id(), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(scene().settle(id(), 13)).isEqualTo(new CloseOutcome.Conflict());
        assertThat(scene().settle(id(), Scene.credits(12), OverrunPolicy.CAP)).isEqualTo(new CloseOutcome.Conflict());
        assertThat(scene().spent(user())).isEqualTo(12);
    }

    @Test
    @DisplayName("(4) a release is replayed, and conflicts with a settle of the same id")
    void replaysReleases() {
        scene().open("r", user(), 30);
        JournalEntry.Closed first = Outcomes.closed(scene().release(id()));

        assertThat(scene().release(id())).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(scene().store()
                        .settle(new SettleCommand(id(), OperationId.RELEASE, ResourceUsage.NONE, OverrunPolicy.CHARGE)))
                .isEqualTo(new CloseOutcome.Conflict());
    }

    @Test
    @DisplayName("(4) whoever comes second gets how the reservation was closed")
    void closesOnce() {
        scene().open("r", user(), 30);
        JournalEntry.Closed settled = scene().settled(id(), 12);
        CloseOutcome already = new CloseOutcome.AlreadyClosed(settled);

        assertThat(scene().release(id())).isEqualTo(already);
        assertThat(scene().store()
                        .settle(new SettleCommand(id(), Scene.op("2"), Scene.credits(12), OverrunPolicy.CHARGE)))
                .isEqualTo(already);
        assertThat(scene().spent(user())).isEqualTo(12);
    }

    @Test
    @DisplayName("(4) an id used for a report or an extension is a conflict, open or closed")
    void conflictsWithReports() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(1));
        Outcomes.extended(scene().extend(id(), "e", 1));

        for (int pass = 0; pass < 2; pass++) {
            for (String used : new String[] {"t", "e"}) {
                OperationId operation = Scene.op(used);
                assertThat(scene().store()
                                .settle(new SettleCommand(id(), operation, Scene.credits(1), OverrunPolicy.CHARGE)))
                        .isEqualTo(new CloseOutcome.Conflict());
                assertThat(scene().store().release(new ReleaseCommand(id(), operation)))
                        .isEqualTo(new CloseOutcome.Conflict());
            }
            scene().settle(id(), 1);
        }
    }

    @Test
    @DisplayName("(4) nothing unknown is closed")
    void closesNothingUnknown() {
        assertThat(scene().settle(scene().id("unknown"), 1)).isEqualTo(new CloseOutcome.NotFound());
        assertThat(scene().settle(scene().step("unknown"), 1)).isEqualTo(new CloseOutcome.NotFound());
        assertThat(scene().release(scene().id("unknown"))).isEqualTo(new CloseOutcome.NotFound());
    }

    @Test
    @DisplayName("(4) a settle by step is a replay by id, and the other way round")
    void settlesByStep() {
        scene().reserve("r").on(user(), Scene.limit(100)).credits(30).step("s").opened();
        JournalEntry.Closed first = scene().settled(scene().step("s"), 12);

        assertThat(first.stepId()).isEqualTo("s");
        assertThat(scene().settle(id(), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
        assertThat(scene().settle(scene().step("s"), 12)).isEqualTo(new CloseOutcome.Closed(first, true));
    }

    private AccountId user() {
        return scene().user("u");
    }

    private ReservationId id() {
        return scene().id("r");
    }
}
