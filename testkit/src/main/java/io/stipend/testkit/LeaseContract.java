package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leases: their renewal and their end, the sweep, late settles, the retention. */
public abstract class LeaseContract extends StoreContract {

    @Test
    @DisplayName("(5) a lease lives until just before its end, and is due at its end exactly")
    void isDueAtItsEndExactly() {
        long expiresAt = scene().open("r", user(), 30).expiresAtMillis();
        scene().advanceTo(expiresAt - (scene().harness().isExact() ? 1 : 60_000));
        scene().expireAll();
        assertThat(scene().find(id()).isOpen()).isTrue();

        scene().advanceTo(expiresAt);
        scene().expireAll();

        JournalEntry.Closed closing = closing(scene(), "r");
        assertThat(closing.kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing.atMillis()).isGreaterThanOrEqualTo(expiresAt);
        if (scene().harness().isExact()) {
            assertThat(closing.atMillis()).isEqualTo(expiresAt);
        }
        assertThat(scene().available(user())).isEqualTo(100);
    }

    @Test
    @DisplayName("(1, 2) an expiry books what was tracked and returns the rest")
    void expiryBooksWhatWasTracked() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(12));
        scene().outlive(id());
        scene().expireAll();

        JournalEntry.Closed closing = closing(scene(), "r");
        assertThat(closing.operationId()).isEqualTo(OperationId.EXPIRE);
        assertThat(closing.report()).isEqualTo(ResourceUsage.NONE);
        assertThat(closing.overrunPolicy()).isEqualTo(OverrunPolicy.CHARGE);
        assertThat(closing.charged().credits()).isEqualTo(12);
        assertThat(scene().spent(user())).isEqualTo(12);
        assertThat(scene().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(5) a report renews the lease by the lease given at reserve, and never shortens it")
    void reportsRenew() {
        JournalEntry.Opened opened = scene().open("r", user(), 30);
        scene().advance(Duration.ofMinutes(9));
        JournalEntry.Tracked tracked = scene().tracked(id(), "1", Scene.credits(1));
        assertThat(tracked.expiresAtMillis())
                .isEqualTo(tracked.atMillis() + Scene.LEASE.toMillis())
                .isGreaterThan(opened.expiresAtMillis());

        scene().advance(Duration.ofMinutes(9));
        scene().expireAll();
        assertThat(scene().find(id()).isOpen()).isTrue();
        JournalEntry.Tracked again = scene().tracked(id(), "2", ResourceUsage.NONE);
        assertThat(again.expiresAtMillis()).isGreaterThan(tracked.expiresAtMillis());
    }

    @Test
    @DisplayName("(4, 5) a replayed report does not renew the lease")
    void replaysDoNotRenew() {
        scene().open("r", user(), 30);
        JournalEntry.Tracked tracked = scene().tracked(id(), "1", Scene.credits(1));
        scene().advance(Duration.ofMinutes(5));
        scene().track(id(), "1", Scene.credits(1));

        assertThat(scene().find(id()).expiresAtMillis()).isEqualTo(tracked.expiresAtMillis());
    }

    @Test
    @DisplayName("(5) every verb that meets a reservation that is due expires it first")
    void verbsExpireWhatIsDue() {
        for (String verb : new String[] {"track", "extend", "release"}) {
            scene().reserve(verb).on(user(), Scene.limit(100)).credits(10).opened();
            scene().tracked(scene().id(verb), "t", Scene.credits(3));
        }
        scene().outlive(scene().id("release"));

        assertThat(scene().track(scene().id("track"), "2", Scene.credits(1)))
                .isEqualTo(new TrackOutcome.AlreadyClosed(closing(scene(), "track")));
        assertThat(scene().extend(scene().id("extend"), "2", 1))
                .isEqualTo(new ExtendOutcome.AlreadyClosed(closing(scene(), "extend")));
        assertThat(scene().release(scene().id("release")))
                .isEqualTo(new CloseOutcome.AlreadyClosed(closing(scene(), "release")));

        assertThat(closing(scene(), "track").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing(scene(), "extend").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing(scene(), "release").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(scene().spent(user())).isEqualTo(9);
        assertThat(scene().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(5) a look shows what is stored: it expires nothing")
    void lookingDoesNotExpire() {
        scene().open("r", user(), 30);
        scene().outlive(id());

        assertThat(scene().find(id()).isOpen()).isTrue();
        assertThat(scene().reserved(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(5) the sweep takes no more than it was told, says when there is more, and finds every tenant's")
    void sweepsInPasses() {
        for (int i = 0; i < 5; i++) {
            scene().open("r" + i, user(), 10);
        }
        scene().outlive(scene().id("r4"));

        ExpiryResult first = scene().store().expireDue(2);
        assertThat(first.expired()).isEqualTo(2);
        assertThat(first.failed()).isZero();
        assertThat(first.more()).isTrue();
        scene().expireAll();

        assertThat(scene().reserved(user())).isZero();
        assertThat(scene().store().expireDue(1000).more()).isFalse();
        if (scene().harness().isExact()) {
            assertThat(scene().store().expireDue(1000)).isEqualTo(new ExpiryResult(0, 0, 0, false));
        }
    }

    @Test
    @DisplayName("(5) the sweep reports the credits it booked")
    void sweepReportsWhatItBooked() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(12));
        scene().outlive(id());

        ExpiryResult result = scene().store().expireDue(1000);

        assertThat(result.expired()).isPositive();
        assertThat(result.bookedMicros()).isGreaterThanOrEqualTo(12);
        if (scene().harness().isExact()) {
            assertThat(result).isEqualTo(new ExpiryResult(1, 0, 12, false));
        }
    }

    // ---- late settles

    @Test
    @DisplayName("(1, 2) a late settle books the difference, says so, and turns the reservation into a settled one")
    void lateSettleBooksTheDifference() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(12));
        scene().outlive(id());
        scene().expireAll();

        JournalEntry.Closed late = scene().settled(id(), 20);

        assertThat(late.kind()).isEqualTo(CloseKind.SETTLED);
        assertThat(late.late()).isTrue();
        assertThat(late.bookedBefore().credits()).isEqualTo(12);
        assertThat(late.charged().credits()).isEqualTo(20);
        assertThat(late.used().credits()).isEqualTo(20);
        assertThat(late.sequence()).isEqualTo(4);
        assertThat(scene().spent(user())).isEqualTo(20);
        assertThat(scene().reserved(user())).isZero();
        assertThat(scene().find(id()).closing()).isEqualTo(late);
    }

    @Test
    @DisplayName("(2) a late settle never takes back what expiry booked")
    void lateSettleTakesNothingBack() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", TrackContract.usage(12, 5, 0, 0, 0));
        scene().outlive(id());
        scene().expireAll();

        ResourceUsage figures =
                ResourceUsage.builder().creditMicros(3).tokens(9).build();
        JournalEntry.Closed late = Outcomes.closed(scene().settle(id(), figures, OverrunPolicy.CHARGE));

        assertThat(late.used()).isEqualTo(ResourceVector.of(3, 9, 0, 0, 0, 0));
        assertThat(late.charged()).isEqualTo(ResourceVector.of(12, 9, 0, 0, 0, 0));
        assertThat(scene().show(user()).spent()).isEqualTo(late.charged());
    }

    @Test
    @DisplayName("(5, 6) a settle that meets a due reservation expires it and settles it late: two entries")
    void settleOfADueOneIsLate() {
        scene().open("r", user(), 30);
        scene().outlive(id());

        JournalEntry.Closed late = scene().settled(id(), 20);

        assertThat(late.late()).isTrue();
        assertThat(late.sequence()).isEqualTo(3);
        assertThat(scene().journal().entries(id()).get(1))
                .isInstanceOfSatisfying(
                        JournalEntry.Closed.class,
                        entry -> assertThat(entry.kind()).isEqualTo(CloseKind.EXPIRED));
    }

    @Test
    @DisplayName("(4) a late settle is replayed; a second one, or a release, comes too late")
    void lateSettleHappensOnce() {
        scene().open("r", user(), 30);
        scene().outlive(id());
        JournalEntry.Closed late = scene().settled(id(), 20);

        assertThat(scene().settle(id(), 20)).isEqualTo(new CloseOutcome.Closed(late, true));
        assertThat(scene().settle(id(), 21)).isEqualTo(new CloseOutcome.Conflict());
        CloseOutcome already = new CloseOutcome.AlreadyClosed(late);
        assertThat(scene().store()
                        .settle(new SettleCommand(id(), Scene.op("2"), Scene.credits(20), OverrunPolicy.CHARGE)))
                .isEqualTo(already);
        assertThat(scene().release(id())).isEqualTo(already);
        assertThat(scene().spent(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(1) late, CAP has only what is available, and REJECT compares with the hold that was")
    void latePolicies() {
        scene().open("r", user(), 30);
        scene().tracked(id(), "t", Scene.credits(10));
        scene().outlive(id());

        assertThat(scene().settle(id(), Scene.credits(31), OverrunPolicy.REJECT))
                .isEqualTo(new CloseOutcome.OverrunRejected(
                        ResourceVector.of(30, 0, 0, 0, 0, 0), ResourceVector.of(1, 0, 0, 0, 0, 0)));
        assertThat(closing(scene(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
        scene().open("other", user(), 85);

        JournalEntry.Closed late = Outcomes.closed(scene().settle(id(), Scene.credits(30), OverrunPolicy.CAP));
        assertThat(late.charged().credits()).as("10 booked + 5 available").isEqualTo(15);
        assertThat(late.uncollected().credits()).isEqualTo(15);
        assertThat(scene().available(user())).isZero();
    }

    // ---- retention

    @Test
    @DisplayName("(4) closed reservations stay for the retention, open ones for good; then they are unknown, steps too")
    void prunesWhatWasClosedLongAgo() {
        scene().reserve("old")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        scene().settled(scene().id("old"), 5);
        scene().advance(Duration.ofMinutes(5));
        scene().open("open", user(), 10);
        scene().open("young", user(), 10);
        scene().release(scene().id("young"));
        scene().advance(Duration.ofMinutes(1));

        pruneAll(Duration.ofMinutes(3));

        assertThat(scene().store().find(scene().id("old"))).isEmpty();
        assertThat(scene().store().find(scene().step("s"))).isEmpty();
        assertThat(scene().settle(scene().id("old"), 5)).isEqualTo(new CloseOutcome.NotFound());
        assertThat(scene().find(scene().id("young")).isOpen()).isFalse();
        assertThat(scene().find(scene().id("open")).isOpen()).isTrue();
        assertThat(scene().spent(user())).as("the books remember").isEqualTo(5);
    }

    @Test
    @DisplayName("(4) a prune forgets no more than it was told")
    void prunesInPasses() {
        for (int i = 0; i < 3; i++) {
            scene().open("r" + i, user(), 1);
            scene().release(scene().id("r" + i));
        }
        scene().advance(Duration.ofMinutes(2));

        assertThat(scene().store().prune(Duration.ofMinutes(1), 2)).isEqualTo(2);
        pruneAll(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            assertThat(scene().store().find(scene().id("r" + i))).isEmpty();
        }
    }

    @Test
    @DisplayName("(2) open reservations are counted")
    void countsOpenOnes() {
        if (!scene().harness().isExact()) {
            scene().open("r", user(), 1);
            assertThat(scene().store().openReservations()).isPositive();
            return;
        }
        assertThat(scene().store().openReservations()).isZero();
        scene().open("a", user(), 1);
        scene().open("b", user(), 1);
        assertThat(scene().store().openReservations()).isEqualTo(2);
        scene().settled(scene().id("a"), 1);
        scene().outlive(scene().id("b"));
        scene().expireAll();
        assertThat(scene().store().openReservations()).isZero();
    }

    private void pruneAll(Duration retention) {
        int forgotten;
        do {
            forgotten = scene().store().prune(retention, 1000);
        } while (forgotten > 0);
    }

    /** How a reservation of the scene was closed; it must be. */
    static JournalEntry.Closed closing(Scene scene, String reservation) {
        JournalEntry.Closed closing = scene.find(scene.id(reservation)).closing();
        if (closing == null) {
            throw new AssertionError(reservation + " is open");
        }
        return closing;
    }

    private AccountId user() {
        return scene().user("u");
    }

    private ReservationId id() {
        return scene().id("r");
    }
}
