package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.history.ClosedAmounts;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reservations whose expiry books what is held, and late settles that put it right. */
public abstract class ExpiryBookingContract extends StoreContractPart {

    private static final AccountTerms HUNDRED = StoreFixture.limit(100);
    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }

    private ReserveBuilder held(String id, AccountTerms terms, long credits) {
        return fixture().reserve(id).on(user(), terms).credits(credits).onExpiry(OnExpiry.BOOK_HELD);
    }

    /** Holds 30 of 100 credits, of which 12 are reported, until the lease runs out and all 30 are booked. */
    private JournalEntry.Closed expired() {
        held("r", HUNDRED, 30).opened();
        fixture().tracked(id(), "t", StoreFixture.credits(12));
        fixture().outlive(id());
        fixture().expireAll();
        JournalEntry.Closed closing = LeaseContract.closing(fixture(), "r");
        assertAddsUp(closing);
        return closing;
    }

    private static void assertAddsUp(JournalEntry.Closed closing) {
        assertThat(ClosedAmounts.contradiction(closing, OnExpiry.BOOK_HELD)).isEmpty();
    }

    @Test
    @DisplayName("(1, 2) expiry books all that is held of what is consumable; what is occupied comes back")
    void expiryBooksTheHold() {
        held("r", HUNDRED, 30)
                .hold(Resource.TOKENS, 400)
                .hold(Resource.MEMORY, 50)
                .hold(Resource.SLOTS, 1)
                .opened();
        fixture().tracked(id(), "t", TrackContract.usage(12, 0, 3, 0, 20));
        fixture().outlive(id());

        ExpiryResult result = fixture().upkeep().expireDue(1000);
        fixture().expireAll();

        JournalEntry.Closed closing = LeaseContract.closing(fixture(), "r");
        assertThat(result.bookedUnits()).isGreaterThanOrEqualTo(30);
        assertThat(closing.kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(closing.used()).isEqualTo(ResourceVector.of(12, 0, 3, 0, 20, 0));
        assertThat(closing.charged())
                .as("the hold, and what was used of what was not held")
                .isEqualTo(ResourceVector.of(30, 400, 3, 0, 0, 0));
        assertThat(closing.overcharged()).isEqualTo(ResourceVector.of(18, 400, 0, 0, 0, 0));
        assertThat(closing.returned()).isEqualTo(ResourceVector.of(0, 0, 0, 0, 50, 1));
        assertAddsUp(closing);
        assertThat(fixture().show(user()).spent()).isEqualTo(closing.charged());
        assertThat(fixture().show(user()).reserved()).isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().find(id()).onExpiry()).isEqualTo(OnExpiry.BOOK_HELD);
        assertThat(fixture().journal().entries(id()).get(0))
                .isInstanceOfSatisfying(
                        JournalEntry.Opened.class,
                        opened -> assertThat(opened.request().onExpiry()).isEqualTo(OnExpiry.BOOK_HELD));
    }

    @Test
    @DisplayName("(2) a process that dies before its first report has not worked for free: 10 of 100 calls, not all")
    void nobodyWorksForFree() {
        AccountTerms ten = StoreFixture.limit(10);
        int approved = 0;
        for (int call = 0; call < 100; call++) {
            ReserveOutcome outcome = held("call" + call, ten, 1).send();
            if (outcome instanceof ReserveOutcome.Reserved) {
                approved++;
                fixture().outlive(fixture().id("call" + call));
            } else {
                assertThat(outcome).isEqualTo(new Insufficient(user(), Resource.CREDITS, 1, 0));
            }
        }
        assertThat(approved).isEqualTo(10);
        assertThat(fixture().spent(user())).isEqualTo(10);
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(5) a verb that meets a due hold books it first")
    void averbBooksTheHold() {
        held("r", HUNDRED, 30).opened();
        fixture().outlive(id());

        assertThat(fixture().track(id(), "t", StoreFixture.credits(1)))
                .isInstanceOfSatisfying(
                        Refusal.AlreadyClosed.class,
                        closed ->
                                assertThat(closed.closing().charged().credits()).isEqualTo(30));
        assertThat(fixture().spent(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(2) expiry books what was used beyond the hold, too, and what is idle only of the hold as it then is")
    void expiryBooksOverrunsAndTheHoldAsItIs() {
        held("r", HUNDRED, 30).opened();
        fixture().tracked(id(), "t", StoreFixture.credits(36));
        held("less", HUNDRED, 30).opened();
        fixture().gaveBack(fixture().id("less"), "give", 10);
        held("more", HUNDRED, 10).opened();
        OutcomeAssertions.extended(fixture().extend(fixture().id("more"), "take", 4));
        fixture().outlive(fixture().id("more"));
        fixture().expireAll();

        assertThat(LeaseContract.closing(fixture(), "r").charged().credits()).isEqualTo(36);
        assertThat(LeaseContract.closing(fixture(), "less").charged().credits()).isEqualTo(20);
        assertThat(LeaseContract.closing(fixture(), "more").charged().credits()).isEqualTo(14);
        assertThat(fixture().spent(user())).isEqualTo(70);
    }

    @Test
    @DisplayName("(1, 2) in time, all is as ever: a settle books what was used, a release what was tracked")
    void inTimeNothingDiffers() {
        held("r", HUNDRED, 30).opened();
        fixture().settled(id(), 4);
        held("released", HUNDRED, 30).opened();
        fixture().tracked(fixture().id("released"), "t", StoreFixture.credits(3));
        OutcomeAssertions.closed(fixture().release(fixture().id("released")));

        assertThat(fixture().spent(user())).isEqualTo(7);
    }

    @Test
    @DisplayName("(2) a late settle gives back what expiry booked too much, also below what was tracked")
    void lateSettleGivesBack() {
        for (long used : new long[] {20, 12, 5, 0}) {
            String name = "r" + used;
            held(name, HUNDRED, 25).opened();
            fixture().tracked(fixture().id(name), "t", StoreFixture.credits(12));
            long before = fixture().spent(user());
            fixture().outlive(fixture().id(name));
            fixture().expireAll();
            assertThat(fixture().spent(user())).isEqualTo(before + 25);

            JournalEntry.Closed late = fixture().settled(fixture().id(name), used);

            assertThat(late.late()).isTrue();
            assertThat(late.bookedBefore().credits()).isEqualTo(25);
            assertThat(late.charged().credits()).isEqualTo(used);
            assertThat(late.overcharged().credits()).isZero();
            assertThat(late.returned().credits()).isEqualTo(25 - used);
            assertAddsUp(late);
            assertThat(fixture().spent(user())).isEqualTo(before + used);
            assertThat(fixture().available(user())).isEqualTo(100 - before - used);
        }
    }

    @Test
    @DisplayName("(2) a late settle corrects each resource its own way, up or down")
    void lateSettleCorrectsEachResource() {
        held("r", HUNDRED, 30).hold(Resource.TOKENS, 400).opened();
        fixture().outlive(id());

        ResourceUsage figures =
                ResourceUsage.builder().creditUnits(41).tokens(90).apiCalls(2).build();
        JournalEntry.Closed late = OutcomeAssertions.closed(fixture().settle(id(), figures, OverrunPolicy.CHARGE));

        assertThat(late.charged()).isEqualTo(ResourceVector.of(41, 90, 2, 0, 0, 0));
        assertThat(fixture().show(user()).spent()).isEqualTo(late.charged());
        assertAddsUp(late);
    }

    @Test
    @DisplayName("(1) late, CAP books more as far as there is, and gives back as ever; REJECT compares with the hold")
    void latePolicies() {
        expired();
        fixture().open("other", user(), 65);
        assertThat(fixture().settle(id(), StoreFixture.credits(31), OverrunPolicy.REJECT))
                .isEqualTo(new Refusal.OverrunRejected(
                        ResourceVector.of(Resource.CREDITS, 30), ResourceVector.of(Resource.CREDITS, 1)));

        JournalEntry.Closed late =
                OutcomeAssertions.closed(fixture().settle(id(), StoreFixture.credits(40), OverrunPolicy.CAP));

        assertThat(late.charged().credits()).as("30 booked + 5 available").isEqualTo(35);
        assertThat(late.uncollected().credits()).isEqualTo(5);
        assertAddsUp(late);
        held("down", HOURLY, 0).opened();
        fixture().settled(fixture().id("other"), 0);
        held("capped", HUNDRED, 20).opened();
        fixture().outlive(fixture().id("capped"));
        assertThat(OutcomeAssertions.closed(
                                fixture().settle(fixture().id("capped"), StoreFixture.credits(3), OverrunPolicy.CAP))
                        .charged()
                        .credits())
                .isEqualTo(3);
        assertThat(fixture().spent(user())).isEqualTo(38);
    }

    @Test
    @DisplayName("(4) a late settle that gives back happens once, and is replayed")
    void givesBackOnce() {
        expired();
        JournalEntry.Closed late = fixture().settled(id(), 20);

        assertThat(fixture().settle(id(), 20)).isEqualTo(new CloseOutcome.Closed(late, true));
        assertThat(fixture()
                        .store()
                        .settle(new SettleCommand(
                                id(), StoreFixture.op("2"), StoreFixture.credits(1), OverrunPolicy.CHARGE)))
                .isEqualTo(new Refusal.AlreadyClosed(late));
        assertThat(fixture().spent(user())).isEqualTo(20);
    }

    @Test
    @DisplayName(
            "(2, 5) in a new period nothing is given back of what was booked in the last one; what is missing is booked")
    void nothingIsGivenBackInALaterPeriod() {
        for (String name : new String[] {"down", "up"}) {
            held(name, HOURLY, 30).opened();
        }
        fixture().outlive(fixture().id("up"));
        fixture().expireAll();
        assertThat(fixture().spent(user())).isEqualTo(60);
        fixture().advanceTo(fixture().show(user()).periodEndsAtMillis());
        fixture().reserve("new").on(user(), HOURLY).credits(9).opened();
        fixture().settled(fixture().id("new"), 9);

        JournalEntry.Closed down = fixture().settled(fixture().id("down"), 4);
        JournalEntry.Closed up = fixture().settled(fixture().id("up"), 35);

        assertThat(down.charged().credits()).isEqualTo(30);
        assertThat(down.overcharged().credits()).isEqualTo(26);
        assertThat(up.charged().credits()).isEqualTo(35);
        assertAddsUp(down);
        assertAddsUp(up);
        assertThat(fixture().spent(user())).as("9 + 5 of this period").isEqualTo(14);
    }

    @Test
    @DisplayName("(3, 5) all accounts of a path get the same back: nothing, if one of them is in a new period")
    void aPathGetsTheSameBack() {
        AccountId pool = fixture().pool("p");
        for (String name : new String[] {"same", "new"}) {
            held(name, HUNDRED, 30).on(pool, HOURLY).opened();
        }
        fixture().outlive(fixture().id("new"));
        fixture().expireAll();

        assertThat(fixture().settled(fixture().id("same"), 10).charged().credits())
                .isEqualTo(10);
        assertThat(fixture().spent(user())).isEqualTo(40);
        assertThat(fixture().spent(pool)).isEqualTo(40);
        fixture().advanceTo(fixture().show(pool).periodEndsAtMillis());
        assertThat(fixture().settled(fixture().id("new"), 10).charged().credits())
                .isEqualTo(30);
        assertThat(fixture().spent(user())).isEqualTo(40);
        assertThat(fixture().spent(pool)).isZero();
    }

    @Test
    @DisplayName(
            "(5) a clock that was ahead when the account lost its period does not keep anything from being given back")
    void aPeriodThatAWrongReadingBegan() {
        fixture().reserve("before").on(user(), HOURLY).credits(9).opened();
        fixture().settled(fixture().id("before"), 9);
        fixture().advance(TEN_YEARS);
        fixture().reserve("ahead").on(user(), HUNDRED).credits(1).opened();
        fixture().advance(TEN_YEARS.negated());

        expired();

        assertThat(fixture().settled(id(), 10).charged().credits()).isEqualTo(10);
        assertThat(fixture().spent(user())).isEqualTo(10);
    }

    @Test
    @DisplayName(
            "(2) what is spent never goes below zero: where an administrator refunded it before, less is given back")
    void spentStaysAboveZero() {
        expired();
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Adjust(user(), StoreFixture.op("refund"), Resource.CREDITS, -25, "test")));

        JournalEntry.Closed late = fixture().settled(id(), 10);

        assertThat(late.charged().credits()).as("5 of 20 are given back").isEqualTo(25);
        assertThat(late.overcharged().credits()).isEqualTo(15);
        assertAddsUp(late);
        assertThat(fixture().spent(user())).isZero();
    }

    @Test
    @DisplayName("(2) without accounts the reservation's own figures are put right all the same")
    void withoutAccounts() {
        fixture().reserve("r").credits(30).onExpiry(OnExpiry.BOOK_HELD).opened();
        fixture().outlive(id());

        assertThat(fixture().settled(id(), 10).charged().credits()).isEqualTo(10);
    }

    @Test
    @DisplayName(
            "(4) the choice is policy's too: another one with the same request is a replay, and the first one stays")
    void anotherChoiceIsAReplay() {
        JournalEntry.Opened first = held("r", HUNDRED, 30).fingerprint(1).opened();

        assertThat(held("r", HUNDRED, 30)
                        .fingerprint(1)
                        .onExpiry(OnExpiry.BOOK_TRACKED)
                        .send())
                .isInstanceOfSatisfying(ReserveOutcome.Reserved.class, again -> {
                    assertThat(again.replayed()).isTrue();
                    OutcomeAssertions.assertSameRequest(again.entry(), first);
                });
    }
}
