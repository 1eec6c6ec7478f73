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
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.ChargeBuilder;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Usage that is booked without a hold. */
public abstract class ChargeContract extends StoreContractPart {

    private static final AccountTerms HUNDRED = StoreFixture.limit(100);
    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("c");
    }

    private ChargeBuilder charge(long credits) {
        return fixture().charge("c").on(user(), HUNDRED).credits(credits);
    }

    private static Insufficient tooLittle(AccountId account, long needed, long available) {
        return new Insufficient(account, Resource.CREDITS, needed, available);
    }

    @Test
    @DisplayName("(1, 2, 3) what was used is spent on every account of the path at once, in one entry; nothing is held")
    void booksOnAllAccounts() {
        AccountId pool = fixture().pool("p");

        JournalEntry.Charged entry = charge(30)
                .on(pool, StoreFixture.limit(Resource.TOKENS, 1000))
                .use(Resource.TOKENS, 400)
                .use(Resource.API_CALLS, 1)
                .use(Resource.COMPUTE_TIME, 5)
                .swarm("w")
                .attribute("tool", "search")
                .booked();

        ResourceVector used = ResourceVector.of(30, 400, 1, 5, 0, 0);
        assertThat(entry.used()).isEqualTo(used);
        assertThat(entry.charged()).isEqualTo(used);
        assertThat(entry.sequence()).isOne();
        assertThat(entry.header().swarmId()).isEqualTo("w");
        assertThat(entry.header().path().accounts()).containsExactly(user(), pool);
        assertThat(entry.attributes()).isEqualTo(Map.of("tool", "search"));
        for (AccountId account : List.of(user(), pool)) {
            assertThat(fixture().show(account).spent()).isEqualTo(used);
            assertThat(fixture().show(account).reserved()).isEqualTo(ResourceVector.ZERO);
        }
        assertThat(fixture().available(user())).isEqualTo(70);
        assertThat(fixture().journal().entries(id())).containsExactly(entry);
    }

    @Test
    @DisplayName("(4) it is found like a reservation that was closed when it was opened, and never held anything")
    void isFoundLikeAReservation() {
        JournalEntry.Charged entry = charge(30).attribute("k", "v").booked();

        ReservationSnapshot found = fixture().find(id());

        assertThat(found).isEqualTo(entry.snapshot());
        assertThat(found.isOpen()).isFalse();
        assertThat(found.held()).isEqualTo(ResourceVector.ZERO);
        JournalEntry.Closed closing = LeaseContract.closing(fixture(), "c");
        assertThat(closing.kind()).isEqualTo(CloseKind.CHARGED);
        assertThat(closing.operationId()).isEqualTo(OperationId.CHARGE);
        assertThat(closing.charged().credits()).isEqualTo(30);
        assertThat(closing.atMillis()).isEqualTo(found.header().openedAtMillis());
    }

    @Test
    @DisplayName("(4) the same charge counts once; another one with its id is a conflict, and changes nothing")
    void countsOnce() {
        JournalEntry.Charged first = charge(30).booked();

        assertThat(charge(30).send()).isEqualTo(new ChargeOutcome.Charged(first, true));
        assertThat(charge(31).send()).isEqualTo(new Refusal.Conflict());
        assertThat(charge(30).overrun(OverrunPolicy.CAP).send()).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().spent(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(4) the same request is a replay though policy says otherwise now")
    void policyMayHaveChanged() {
        JournalEntry.Charged first = charge(30).fingerprint(7).booked();

        assertThat(fixture()
                        .charge("c")
                        .on(fixture().user("other"), StoreFixture.limit(1))
                        .credits(50)
                        .overrun(OverrunPolicy.REJECT)
                        .fingerprint(7)
                        .send())
                .isEqualTo(new ChargeOutcome.Charged(first, true));
        assertThat(fixture().accounts().show(fixture().user("other"))).isEmpty();
    }

    @Test
    @DisplayName("(4) charges and reservations share their ids: one with the id of the other is a conflict")
    void sharesIdsWithReservations() {
        fixture().reserve("r").on(user(), HUNDRED).credits(10).fingerprint(7).opened();
        charge(5).fingerprint(7).booked();

        assertThat(fixture()
                        .charge("r")
                        .on(user(), HUNDRED)
                        .credits(10)
                        .fingerprint(7)
                        .send())
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture()
                        .reserve("c")
                        .on(user(), HUNDRED)
                        .credits(5)
                        .fingerprint(7)
                        .send())
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture().spent(user())).isEqualTo(5);
        assertThat(fixture().reserved(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(1) CHARGE books all, into debt; then nothing more of it is reserved, and more can be charged")
    void chargesIntoDebt() {
        fixture().open("r", user(), 60);

        assertThat(charge(70).booked().charged().credits()).isEqualTo(70);

        assertThat(fixture().show(user()).debt(Resource.CREDITS)).isEqualTo(30);
        assertThat(fixture().reserve("more").on(user(), HUNDRED).credits(1).send())
                .isEqualTo(tooLittle(user(), 1, -30));
        fixture().charge("again").on(user(), HUNDRED).credits(5).booked();
        assertThat(fixture().available(user())).isEqualTo(-35);
    }

    @Test
    @DisplayName("(1) CAP books what is available on all accounts, without overdraft, and says that it is a part")
    void capBooksWhatThereIs() {
        AccountId pool = fixture().pool("p");
        AccountTerms overdraft = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 20L)), ResourceVector.of(Resource.CREDITS, 50), LimitPeriod.NEVER);

        ChargeOutcome outcome = charge(30)
                .on(pool, overdraft)
                .use(Resource.TOKENS, 9)
                .overrun(OverrunPolicy.CAP)
                .send();

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DONE_IN_PART);
        JournalEntry.Charged entry = OutcomeAssertions.charged(outcome);
        assertThat(entry.charged()).isEqualTo(ResourceVector.of(20, 9, 0, 0, 0, 0));
        assertThat(entry.used()).isEqualTo(ResourceVector.of(30, 9, 0, 0, 0, 0));
        assertThat(entry.closing().uncollected().credits()).isEqualTo(10);
        assertThat(fixture().spent(user())).isEqualTo(20);
        assertThat(fixture().available(pool)).isZero();
        fixture().charge("debt").on(pool, overdraft).credits(5).booked();
        assertThat(fixture()
                        .charge("none")
                        .on(pool, overdraft)
                        .credits(5)
                        .overrun(OverrunPolicy.CAP)
                        .booked()
                        .charged()
                        .isZero())
                .isTrue();
    }

    @Test
    @DisplayName("(4) REJECT books all or nothing, refuses with the numbers like a reserve, and is not remembered")
    void rejectBooksAllOrNothing() {
        AccountId pool = fixture().pool("p");
        AccountTerms overdraft = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 20L)), ResourceVector.of(Resource.CREDITS, 5), LimitPeriod.NEVER);

        assertThat(charge(26).on(pool, overdraft).overrun(OverrunPolicy.REJECT).send())
                .isEqualTo(tooLittle(pool, 26, 25));
        assertThat(fixture().store().find(id())).isEmpty();
        assertThat(fixture().spent(user())).isZero();
        assertThat(fixture().show(pool).limits().get(Resource.CREDITS))
                .as("terms are policy, and stay")
                .isEqualTo(20);

        assertThat(charge(25)
                        .on(pool, overdraft)
                        .overrun(OverrunPolicy.REJECT)
                        .booked()
                        .charged()
                        .credits())
                .isEqualTo(25);
        assertThat(fixture().available(pool)).isEqualTo(-5);
        assertThat(fixture()
                        .charge("free")
                        .on(pool, overdraft)
                        .use(Resource.TOKENS, 3)
                        .overrun(OverrunPolicy.REJECT)
                        .send())
                .as("what it needs nothing of does not refuse it")
                .isInstanceOf(ChargeOutcome.Charged.class);
    }

    @Test
    @DisplayName("(5) due holds are expired before a charge is rejected; CAP counts them as reserved, as a settle does")
    void dueHoldsRejectNobody() {
        fixture().open("r", user(), 80);
        fixture().outlive(fixture().id("r"));

        assertThat(fixture()
                        .charge("capped")
                        .on(user(), HUNDRED)
                        .credits(30)
                        .overrun(OverrunPolicy.CAP)
                        .booked()
                        .charged()
                        .credits())
                .isEqualTo(20);
        charge(70).overrun(OverrunPolicy.REJECT).booked();

        assertThat(LeaseContract.closing(fixture(), "r").kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(fixture().available(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("frozen accounts and tenants are charged: usage that happened is never thrown away")
    void frozenAccountsAreCharged() {
        fixture().open("r", user(), 10);
        for (AccountId frozen : List.of(user(), AccountId.ofTenant(fixture().tenant()))) {
            OutcomeAssertions.changed(fixture()
                    .accounts()
                    .apply(new AccountCommand.Freeze(frozen, StoreFixture.op("freeze"), "ops", "why")));
        }
        for (OverrunPolicy policy : OverrunPolicy.values()) {
            fixture()
                    .charge(policy.name())
                    .on(user(), HUNDRED)
                    .credits(7)
                    .overrun(policy)
                    .booked();
        }
        assertThat(fixture().spent(user())).isEqualTo(21);
        assertThat(fixture().show(user()).frozen()).isEqualTo("ops: why");
    }

    @Test
    @DisplayName("(5) a charge brings current terms, begins the period that now is, and is booked in it")
    void beginsPeriods() {
        fixture().charge("first").on(user(), HOURLY).credits(70).booked();
        fixture().advanceTo(fixture().show(user()).periodEndsAtMillis());

        assertThat(fixture()
                        .charge("second")
                        .on(user(), HOURLY)
                        .credits(80)
                        .overrun(OverrunPolicy.REJECT)
                        .send())
                .isInstanceOf(ChargeOutcome.Charged.class);

        assertThat(fixture().spent(user())).isEqualTo(80);
        fixture().charge("third").on(user(), StoreFixture.limit(500)).credits(1).booked();
        assertThat(fixture().available(user())).isEqualTo(419);
    }

    @Test
    @DisplayName("(1) without accounts all is charged, to nobody; booking stops at the largest amount")
    void nobodyAndTheLargestAmount() {
        assertThat(fixture()
                        .charge("nobody")
                        .credits(Checks.MAX_AMOUNT)
                        .overrun(OverrunPolicy.REJECT)
                        .booked()
                        .charged()
                        .credits())
                .isEqualTo(Checks.MAX_AMOUNT);
        AccountId rich = fixture().user("rich");
        fixture()
                .charge("most")
                .on(rich, AccountTerms.UNLIMITED)
                .credits(Checks.MAX_AMOUNT - 4)
                .booked();
        assertThat(fixture()
                        .charge("rest")
                        .on(rich, AccountTerms.UNLIMITED)
                        .credits(9)
                        .booked()
                        .charged()
                        .credits())
                .isEqualTo(4);
        assertThat(fixture().spent(rich)).isEqualTo(Checks.MAX_AMOUNT);
    }

    @Test
    @DisplayName("a charge of nothing is a charge: it is there, and counts once")
    void nothingIsACharge() {
        JournalEntry.Charged first = charge(0).booked();

        assertThat(charge(0).send()).isEqualTo(new ChargeOutcome.Charged(first, true));
        assertThat(fixture().spent(user())).isZero();
    }

    @Test
    @DisplayName("(4) every other verb finds it closed")
    void everyOtherVerbFindsItClosed() {
        Refusal.AlreadyClosed closed =
                new Refusal.AlreadyClosed(charge(30).booked().closing());

        assertThat(fixture().track(id(), "t", StoreFixture.credits(1))).isEqualTo(closed);
        assertThat(fixture().extend(id(), "e", 1)).isEqualTo(closed);
        assertThat(fixture().store().bindStep(id(), fixture().step("s"))).isEqualTo(closed);
        assertThat(fixture().settle(id(), 30)).isEqualTo(closed);
        assertThat(fixture().release(id())).isEqualTo(closed);
        fixture().expireAll();
        assertThat(fixture().spent(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(4) it is forgotten when its retention is over, and what it booked stays spent")
    void isForgotten() {
        charge(30).booked();
        fixture().advance(Duration.ofMinutes(5));
        fixture().charge("young").on(user(), HUNDRED).credits(1).booked();
        fixture().advance(Duration.ofMinutes(1));

        while (fixture().upkeep().prune(Duration.ofMinutes(3), 1000) > 0) {
            // The next pass takes what this one left.
        }

        assertThat(fixture().store().find(id())).isEmpty();
        assertThat(fixture().store().find(fixture().id("young"))).isPresent();
        assertThat(fixture().spent(user())).isEqualTo(31);
    }
}
