package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.history.ClosedAmounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leases: their renewal and their end, the sweep, late settles, the retention. */
public abstract class LeaseContract extends StoreContractPart {

    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @Test
    @DisplayName("(5) a lease lives until just before its end, and is due at its end exactly")
    void isDueAtItsEndExactly() {
        long expiresAt = fixture().open("r", user(), 30).expiresAtMillis();
        fixture().advanceTo(expiresAt - (fixture().harness().isExact() ? 1 : 60_000));
        fixture().expireAll();
        assertThat(fixture().find(id()).isOpen()).isTrue();

        fixture().advanceTo(expiresAt);
        fixture().expireAll();

        JournalEntry.Closed closing = closing(fixture(), "r");
        assertThat(closing.kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing.atMillis()).isGreaterThanOrEqualTo(expiresAt);
        if (fixture().harness().isExact()) {
            assertThat(closing.atMillis()).isEqualTo(expiresAt);
        }
        assertThat(fixture().available(user())).isEqualTo(100);
    }

    @Test
    @DisplayName("(1, 2) an expiry books what was tracked and returns the rest")
    void expiryBooksWhatWasTracked() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());
        fixture().expireAll();

        JournalEntry.Closed closing = closing(fixture(), "r");
        assertThat(closing.operationId()).isEqualTo(OperationId.EXPIRE);
        assertThat(closing.report()).isEqualTo(ResourceUsage.NONE);
        assertThat(closing.overrunPolicy()).isEqualTo(OverrunPolicy.CHARGE);
        assertThat(closing.charged().credits()).isEqualTo(12);
        assertThat(fixture().spent(user())).isEqualTo(12);
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(5) a report renews the lease by the lease given at reserve, and never shortens it")
    void reportsRenew() {
        JournalEntry.Opened opened = fixture().open("r", user(), 30);
        fixture().advance(Duration.ofMinutes(9));
        JournalEntry.Tracked tracked = fixture().tracked(id(), "1", StoreFixture.credits(1));
        assertThat(tracked.expiresAtMillis())
                .isEqualTo(tracked.atMillis() + StoreFixture.LEASE.toMillis())
                .isGreaterThan(opened.expiresAtMillis());

        fixture().advance(Duration.ofMinutes(9));
        fixture().expireAll();
        assertThat(fixture().find(id()).isOpen()).isTrue();
        JournalEntry.Tracked again = fixture().tracked(id(), "2", ResourceUsage.NONE);
        assertThat(again.expiresAtMillis()).isGreaterThan(tracked.expiresAtMillis());
    }

    @Test
    @DisplayName("(4, 5) a replayed report does not renew the lease")
    void replaysDoNotRenew() {
        fixture().open("r", user(), 30);
        JournalEntry.Tracked tracked = fixture().tracked(id(), "1", StoreFixture.credits(1));
        fixture().advance(Duration.ofMinutes(5));
        fixture().track(id(), "1", StoreFixture.credits(1));

        assertThat(fixture().find(id()).expiresAtMillis()).isEqualTo(tracked.expiresAtMillis());
    }

    @Test
    @DisplayName("(5) every verb that meets a reservation that is due expires it first")
    void verbsExpireWhatIsDue() {
        for (String verb : new String[] {"track", "extend", "release"}) {
            fixture()
                    .reserve(verb)
                    .on(user(), StoreFixture.limit(100))
                    .credits(10)
                    .opened();
            fixture().tracked(fixture().id(verb), "t", StoreFixture.credits(3));
        }
        fixture().outlive(fixture().id("release"));

        assertThat(fixture().track(fixture().id("track"), "2", StoreFixture.credits(1)))
                .isEqualTo(new Refusal.AlreadyClosed(closing(fixture(), "track")));
        assertThat(fixture().extend(fixture().id("extend"), "2", 1))
                .isEqualTo(new Refusal.AlreadyClosed(closing(fixture(), "extend")));
        assertThat(fixture().release(fixture().id("release")))
                .isEqualTo(new Refusal.AlreadyClosed(closing(fixture(), "release")));

        assertThat(closing(fixture(), "track").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing(fixture(), "extend").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing(fixture(), "release").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(fixture().spent(user())).isEqualTo(9);
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(5) a look shows what is stored: it expires nothing")
    void lookingDoesNotExpire() {
        fixture().open("r", user(), 30);
        fixture().outlive(id());

        assertThat(fixture().find(id()).isOpen()).isTrue();
        assertThat(fixture().reserved(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(5) holds whose lease is over refuse nobody, whether or not the sweep has been there")
    void dueHoldsRefuseNobody() {
        fixture().open("r", user(), 30);
        fixture().open("r2", user(), 70);
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());
        fixture().outlive(fixture().id("r2"));

        JournalEntry.Opened opened = fixture().open("new", user(), 88);

        assertThat(closing(fixture(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing(fixture(), "r").charged().credits()).isEqualTo(12);
        assertThat(closing(fixture(), "r2").atMillis()).isLessThanOrEqualTo(opened.atMillis());
        assertThat(fixture().journal().entries(id())).last().isEqualTo(closing(fixture(), "r"));
        assertThat(fixture().reserved(user())).isEqualTo(88);
        assertThat(fixture().open("free", user(), 0).sequence()).isOne();
    }

    @Test
    @DisplayName("(1, 5) what expiry has booked is not there for a reserve")
    void refusesWhatExpiryHasBooked() {
        fixture().open("r", user(), 100);
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());

        assertThat(fixture()
                        .reserve("new")
                        .on(user(), StoreFixture.limit(100))
                        .credits(89)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 89, 88));
        assertThat(closing(fixture(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
    }

    @Test
    @DisplayName("(5) an extension, and other accounts of the path, meet due holds likewise")
    void dueHoldsRefuseNoExtension() {
        AccountId pool = fixture().pool("p");
        AccountId other = fixture().user("other");
        fixture()
                .reserve("own")
                .on(pool, StoreFixture.limit(100))
                .credits(40)
                .lease(Duration.ofHours(2))
                .opened();
        fixture()
                .reserve("r")
                .on(other, StoreFixture.limit(60))
                .on(pool, StoreFixture.limit(100))
                .credits(60)
                .opened();
        fixture().open("elsewhere", user(), 60);
        fixture().outlive(id());

        assertThat(OutcomeAssertions.extended(fixture().extend(fixture().id("own"), "e", 60))
                        .held()
                        .credits())
                .isEqualTo(100);
        assertThat(closing(fixture(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(fixture().reserved(other)).isZero();
        assertThat(fixture().find(fixture().id("elsewhere")).isOpen())
                .as("nobody lacked what it holds")
                .isTrue();
    }

    @Test
    @DisplayName("(5) a reserve that has enough leaves due holds to the sweep")
    void expiresOnlyForWantOfBudget() {
        fixture().open("r", user(), 30);
        fixture().outlive(id());

        fixture().open("new", user(), 70);

        assertThat(fixture().find(id()).isOpen()).isTrue();
        assertThat(fixture().reserved(user())).as("what is stored").isEqualTo(100);
    }

    @Test
    @DisplayName("(5) many due holds are expired for one reserve, those first that have been due longest")
    void expiresManyDueHolds() {
        int holds = 100;
        for (int i = 0; i < holds; i++) {
            fixture().open("r" + i, user(), 1);
            fixture().advance(Duration.ofMillis(10));
        }
        fixture().outlive(fixture().id("r" + (holds - 1)));

        fixture().open("small", user(), 10);
        assertThat(fixture().find(fixture().id("r0")).isOpen()).isFalse();
        assertThat(fixture().find(fixture().id("r" + (holds - 1))).isOpen()).isTrue();

        fixture().open("large", user(), 90);
        assertThat(fixture().reserved(user())).isEqualTo(100);
    }

    @Test
    @DisplayName("(5) a slot that a dead execution has is free when its lease is over")
    void freesSlots() {
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(Resource.SLOTS, 1))
                .hold(Resource.SLOTS, 1)
                .opened();
        fixture().outlive(id());

        fixture()
                .reserve("new")
                .on(user(), StoreFixture.limit(Resource.SLOTS, 1))
                .hold(Resource.SLOTS, 1)
                .opened();
    }

    @Test
    @DisplayName("(5) a clock that was ahead and is put right leaves no lease in the far future")
    void leasesOfAWrongReading() {
        fixture().open("kept", user(), 10);
        fixture().advance(TEN_YEARS);
        fixture().open("abandoned", user(), 20);
        fixture().open("r", user(), 30);
        fixture().open("long", user(), 40);
        fixture()
                .store()
                .extend(new ExtendCommand(
                        fixture().id("long"),
                        StoreFixture.op("e"),
                        ResourceVector.ZERO,
                        Duration.ofHours(2).toMillis()));
        fixture().advance(TEN_YEARS.negated());

        long now = fixture().harness().nowMillis();
        long lease = StoreFixture.LEASE.toMillis();
        assertThat(fixture().tracked(id(), "t", StoreFixture.credits(1)).expiresAtMillis())
                .as("a report renews from now on")
                .isBetween(now + lease, now + 2 * lease);
        fixture().expireAll();
        assertThat(fixture().find(fixture().id("kept")).isOpen()).isTrue();
        for (String name : List.of("abandoned", "long")) {
            assertThat(fixture().find(fixture().id(name)).expiresAtMillis()).isBetween(now + lease, now + 2 * lease);
        }

        fixture().outlive(fixture().id("abandoned"));
        fixture().expireAll();
        assertThat(closing(fixture(), "abandoned").kind()).isEqualTo(CloseKind.EXPIRED);
        fixture().outlive(id());
        fixture().expireAll();
        assertThat(fixture().available(user())).isEqualTo(99);
    }

    @Test
    @DisplayName("(5) a lease of thirty days is no wrong reading")
    void theLongestLease() {
        Duration longest = Duration.ofDays(30);
        long expiresAt = fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .lease(longest)
                .opened()
                .expiresAtMillis();

        fixture().expireAll();

        assertThat(fixture().find(id()).expiresAtMillis()).isEqualTo(expiresAt);
    }

    @Test
    @DisplayName("(5) the sweep takes no more than it was told, says when there is more, and finds every tenant's")
    void sweepsInPasses() {
        for (int i = 0; i < 5; i++) {
            fixture().open("r" + i, user(), 10);
        }
        fixture().outlive(fixture().id("r4"));

        ExpiryResult first = fixture().upkeep().expireDue(2);
        assertThat(first.expired()).isEqualTo(2);
        assertThat(first.failed()).isZero();
        assertThat(first.more()).isTrue();
        fixture().expireAll();

        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().upkeep().expireDue(1000).more()).isFalse();
        if (fixture().harness().isExact()) {
            assertThat(fixture().upkeep().expireDue(1000)).isEqualTo(new ExpiryResult(0, 0, 0, false));
        }
    }

    @Test
    @DisplayName("(5) the sweep reports the credits it booked")
    void sweepReportsWhatItBooked() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());

        ExpiryResult result = fixture().upkeep().expireDue(1000);

        assertThat(result.expired()).isPositive();
        assertThat(result.bookedUnits()).isGreaterThanOrEqualTo(12);
        if (fixture().harness().isExact()) {
            assertThat(result).isEqualTo(new ExpiryResult(1, 0, 12, false));
        }
    }

    // ---- late settles

    @Test
    @DisplayName("(1, 2) a late settle books the difference, says so, and turns the reservation into a settled one")
    void lateSettleBooksTheDifference() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());
        fixture().expireAll();

        JournalEntry.Closed late = fixture().settled(id(), 20);

        assertThat(late.kind()).isEqualTo(CloseKind.SETTLED);
        assertThat(late.late()).isTrue();
        assertThat(late.bookedBefore().credits()).isEqualTo(12);
        assertThat(late.charged().credits()).isEqualTo(20);
        assertThat(late.used().credits()).isEqualTo(20);
        assertThat(late.sequence()).isEqualTo(4);
        assertThat(fixture().spent(user())).isEqualTo(20);
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().find(id()).closing()).isEqualTo(late);
    }

    @Test
    @DisplayName("(2) a late settle never takes back what expiry booked")
    void lateSettleTakesNothingBack() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", TrackContract.usage(12, 5, 0, 0, 0));
        fixture().outlive(id());
        fixture().expireAll();

        ResourceUsage figures = ResourceUsage.builder().creditUnits(3).tokens(9).build();
        JournalEntry.Closed late = OutcomeAssertions.closed(fixture().settle(id(), figures, OverrunPolicy.CHARGE));

        assertThat(late.used()).isEqualTo(ResourceVector.of(3, 9, 0, 0, 0, 0));
        assertThat(late.charged()).isEqualTo(ResourceVector.of(12, 9, 0, 0, 0, 0));
        assertThat(fixture().show(user()).spent()).isEqualTo(late.charged());
    }

    @Test
    @DisplayName("(5, 6) a settle that meets a due reservation expires it and settles it late: two entries")
    void settleOfADueOneIsLate() {
        fixture().open("r", user(), 30);
        fixture().outlive(id());

        JournalEntry.Closed late = fixture().settled(id(), 20);

        assertThat(late.late()).isTrue();
        assertThat(late.sequence()).isEqualTo(3);
        assertThat(fixture().journal().entries(id()).get(1))
                .isInstanceOfSatisfying(
                        JournalEntry.Closed.class,
                        entry -> assertThat(entry.kind()).isEqualTo(CloseKind.EXPIRED));
    }

    @Test
    @DisplayName("(4) a late settle is replayed; a second one, or a release, comes too late")
    void lateSettleHappensOnce() {
        fixture().open("r", user(), 30);
        fixture().outlive(id());
        JournalEntry.Closed late = fixture().settled(id(), 20);

        assertThat(fixture().settle(id(), 20)).isEqualTo(new CloseOutcome.Closed(late, true));
        assertThat(fixture().settle(id(), 21)).isEqualTo(new Refusal.Conflict());
        CloseOutcome already = new Refusal.AlreadyClosed(late);
        assertThat(fixture()
                        .store()
                        .settle(new SettleCommand(
                                id(), StoreFixture.op("2"), StoreFixture.credits(20), OverrunPolicy.CHARGE)))
                .isEqualTo(already);
        assertThat(fixture().release(id())).isEqualTo(already);
        assertThat(fixture().spent(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(1) late, CAP has only what is available, and REJECT compares with the hold that was")
    void latePolicies() {
        fixture().open("r", user(), 30);
        fixture().tracked(id(), "t", StoreFixture.credits(10));
        fixture().outlive(id());

        assertThat(fixture().settle(id(), StoreFixture.credits(31), OverrunPolicy.REJECT))
                .isEqualTo(new Refusal.OverrunRejected(
                        ResourceVector.of(30, 0, 0, 0, 0, 0), ResourceVector.of(1, 0, 0, 0, 0, 0)));
        assertThat(closing(fixture(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
        fixture().open("other", user(), 85);

        JournalEntry.Closed late =
                OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(30), OverrunPolicy.CAP));
        assertThat(late.charged().credits()).as("10 booked + 5 available").isEqualTo(15);
        assertThat(late.uncollected().credits()).isEqualTo(15);
        assertThat(late.returned().credits()).as("of 30 held").isEqualTo(15);
        assertThat(ClosedAmounts.contradiction(late)).isEmpty();
        assertThat(fixture().available(user())).isZero();
    }

    @Test
    @DisplayName("(2) late, figures below what expiry booked take nothing back: the report says what is overcharged")
    void lateBelowWhatWasBooked() {
        fixture().open("r", user(), 5);
        fixture().tracked(id(), "t", StoreFixture.credits(10));
        fixture().outlive(id());

        JournalEntry.Closed late = fixture().settled(id(), 2);

        assertThat(late.late()).isTrue();
        assertThat(late.charged().credits()).isEqualTo(10);
        assertThat(late.bookedBefore().credits()).isEqualTo(10);
        assertThat(late.overcharged().credits()).isEqualTo(8);
        assertThat(late.beyondHold().credits()).isEqualTo(5);
        assertThat(late.overrun().credits()).isZero();
        assertThat(ClosedAmounts.contradiction(late)).isEmpty();
        assertThat(fixture().spent(user())).isEqualTo(10);
    }

    // ---- retention

    @Test
    @DisplayName("(4) closed reservations stay for the retention, open ones for good; then they are unknown, steps too")
    void prunesWhatWasClosedLongAgo() {
        fixture()
                .reserve("old")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        fixture().settled(fixture().id("old"), 5);
        fixture().advance(Duration.ofMinutes(5));
        fixture().open("open", user(), 10);
        fixture().open("young", user(), 10);
        fixture().release(fixture().id("young"));
        fixture().advance(Duration.ofMinutes(1));

        pruneAll(Duration.ofMinutes(3));

        assertThat(fixture().store().find(fixture().id("old"))).isEmpty();
        assertThat(fixture().store().find(fixture().step("s"))).isEmpty();
        assertThat(fixture().settle(fixture().id("old"), 5)).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().find(fixture().id("young")).isOpen()).isFalse();
        assertThat(fixture().find(fixture().id("open")).isOpen()).isTrue();
        assertThat(fixture().spent(user())).as("the books remember").isEqualTo(5);
    }

    @Test
    @DisplayName("(4) a prune forgets no more than it was told")
    void prunesInPasses() {
        for (int i = 0; i < 3; i++) {
            fixture().open("r" + i, user(), 1);
            fixture().release(fixture().id("r" + i));
        }
        fixture().advance(Duration.ofMinutes(2));

        assertThat(fixture().upkeep().prune(Duration.ofMinutes(1), 2)).isEqualTo(2);
        pruneAll(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            assertThat(fixture().store().find(fixture().id("r" + i))).isEmpty();
        }
    }

    @Test
    @DisplayName("(2) open reservations are counted")
    void countsOpenOnes() {
        if (!fixture().harness().isExact()) {
            fixture().open("r", user(), 1);
            assertThat(fixture().upkeep().openReservations()).isPositive();
            return;
        }
        assertThat(fixture().upkeep().openReservations()).isZero();
        fixture().open("a", user(), 1);
        fixture().open("b", user(), 1);
        assertThat(fixture().upkeep().openReservations()).isEqualTo(2);
        fixture().settled(fixture().id("a"), 1);
        fixture().outlive(fixture().id("b"));
        fixture().expireAll();
        assertThat(fixture().upkeep().openReservations()).isZero();
    }

    private void pruneAll(Duration retention) {
        int forgotten;
        do {
            forgotten = fixture().upkeep().prune(retention, 1000);
        } while (forgotten > 0);
    }

    /** How a reservation of the scene was closed; it must be. */
    static JournalEntry.Closed closing(StoreFixture fixture, String reservation) {
        JournalEntry.Closed closing = fixture.find(fixture.id(reservation)).closing();
        if (closing == null) {
            throw new AssertionError(reservation + " is open");
        }
        return closing;
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }
}
