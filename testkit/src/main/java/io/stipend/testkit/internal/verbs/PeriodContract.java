package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits that start anew: what a new period carries over, and which verbs notice. */
public abstract class PeriodContract extends StoreContractPart {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

    private static final List<LimitPeriod> OF_EACH_KIND = List.of(
            LimitPeriod.hourly(UTC),
            LimitPeriod.daily(BERLIN),
            LimitPeriod.weekly(DayOfWeek.SUNDAY, BERLIN),
            LimitPeriod.everyDays(366, KOLKATA),
            LimitPeriod.monthly(KOLKATA),
            LimitPeriod.monthly(31, BERLIN));

    private static final Duration LONG_LEASE = Duration.ofDays(30);
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @Test
    @DisplayName("(5, 6) a look begins the new period: nothing is spent, and the journal says so")
    void lookingBeginsThePeriod() {
        AccountId user = spent(70);
        long end = fixture().show(user).periodEndsAtMillis();
        fixture().advanceTo(end);

        AccountView view = fixture().show(user);

        assertThat(view.spent()).isEqualTo(ResourceVector.ZERO);
        assertThat(view.available(Resource.CREDITS)).hasValue(100);
        assertThat(view.periodEndsAtMillis())
                .isEqualTo(end + Duration.ofHours(1).toMillis());
        AccountChanged entry = last(user);
        assertThat(entry.change()).isEqualTo(AccountChange.PERIOD);
        assertThat(entry.resource()).isEqualTo(Resource.CREDITS);
        assertThat(entry.spentDelta()).isEqualTo(-70);
        assertThat(entry.allowanceDelta()).isZero();
        assertThat(entry.limit()).isEqualTo(100);
        assertThat(entry.sequence()).isEqualTo(view.sequence());
    }

    @Test
    @DisplayName("(6) a period in which nothing was spent ends without an entry")
    void quietPeriodsLeaveNoEntry() {
        AccountId user = spent(70);
        fixture().advanceTo(fixture().show(user).periodEndsAtMillis());
        fixture().show(user);
        long sequence = fixture().show(user).sequence();
        fixture().advance(Duration.ofHours(5));

        assertThat(fixture().show(user).sequence()).isEqualTo(sequence);
        assertThat(fixture().show(user).periodEndsAtMillis())
                .isGreaterThan(fixture().harness().nowMillis());
    }

    @Test
    @DisplayName("(5) a list begins the new period")
    void listingBeginsThePeriod() {
        AccountId user = spent(70);
        fixture().advance(Duration.ofHours(1));

        assertThat(BooksAudit.accounts(fixture().accounts(), fixture().tenant())
                        .get(0)
                        .spent())
                .isEqualTo(ResourceVector.ZERO);
        assertThat(last(user).change()).isEqualTo(AccountChange.PERIOD);
    }

    @Test
    @DisplayName("(5) a reserve finds the limit whole in the new period")
    void reserveBeginsThePeriod() {
        AccountId user = spent(100);
        assertThat(reserve("no", user, 1).send()).isEqualTo(new Insufficient(user, Resource.CREDITS, 1, 0));
        fixture().advance(Duration.ofHours(1));

        reserve("yes", user, 100).opened();

        assertThat(fixture().available(user)).isZero();
        assertThat(fixture().spent(user)).isZero();
    }

    @Test
    @DisplayName("(2, 5) holds live on, and what is settled is booked in the period in which it is settled")
    void settleIsBookedInTheNewPeriod() {
        AccountId user = spent(40);
        reserve("r", user, 50).opened();
        fixture().advance(Duration.ofHours(1));

        fixture().settled(fixture().id("r"), 30);

        assertThat(fixture().spent(user)).isEqualTo(30);
        assertThat(fixture().available(user)).isEqualTo(70);
        assertThat(last(user).spentDelta()).isEqualTo(-40);
    }

    @Test
    @DisplayName("(2, 5) an expiry, an extension and a change by an administrator begin the new period too")
    void otherVerbsBeginThePeriod() {
        AccountId user = spent(40);
        reserve("r", user, 50).opened();
        fixture().advance(Duration.ofHours(1));
        OutcomeAssertions.extended(fixture().extend(fixture().id("r"), "e", 50));
        assertThat(last(user).change()).isEqualTo(AccountChange.PERIOD);

        fixture().tracked(fixture().id("r"), "t", StoreFixture.credits(10));
        fixture().outlive(fixture().id("r"));
        fixture().expireAll();
        assertThat(fixture().spent(user)).isEqualTo(10);

        fixture().advance(Duration.ofHours(1));
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Adjust(user, StoreFixture.op("a"), Resource.CREDITS, 5, "why")));
        assertThat(fixture().spent(user)).isEqualTo(5);
        List<AccountChanged> entries = fixture().journal().entries(user);
        assertThat(entries.get(entries.size() - 2).change()).isEqualTo(AccountChange.PERIOD);
    }

    @Test
    @DisplayName("(5) an extension that one account refuses begins the new period of all")
    void refusedExtensionsBeginThePeriod() {
        advanceTo(nextDay());
        AccountId full = fixture().user("full");
        AccountId pool = fixture().pool("p");
        reserve("spent", pool, 40).opened();
        fixture().settled(fixture().id("spent"), 40);
        fixture()
                .reserve("r")
                .on(full, StoreFixture.limit(10))
                .on(pool, hourly())
                .credits(10)
                .lease(LONG_LEASE)
                .opened();
        fixture().advance(Duration.ofHours(1));

        assertThat(fixture().extend(fixture().id("r"), "e", 50)).isInstanceOf(Insufficient.class);

        assertThat(last(pool).change()).isEqualTo(AccountChange.PERIOD);
    }

    @Test
    @DisplayName("(1) grants are used after the limit, and what is left of them is carried over")
    void grantsAreCarriedOver() {
        AccountId user = spent(0);
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(user, StoreFixture.op("g"), Resource.CREDITS, 50, "why")));
        reserve("within", user, 100).opened();
        fixture().settled(fixture().id("within"), 100);
        fixture().advance(Duration.ofHours(1));
        assertThat(fixture().available(user)).as("the limit was enough").isEqualTo(150);

        reserve("beyond", user, 120).opened();
        fixture().settled(fixture().id("beyond"), 120);
        fixture().advance(Duration.ofHours(1));

        assertThat(fixture().available(user)).as("20 of the grant were used").isEqualTo(130);
        assertThat(last(user).allowanceDelta()).isEqualTo(-20);
        assertThat(last(user).spentDelta()).isEqualTo(-120);
    }

    @Test
    @DisplayName("(1) debt is not carried over")
    void debtIsForgotten() {
        AccountId user = spent(0);
        reserve("r", user, 10).opened();
        fixture().settled(fixture().id("r"), 300);
        assertThat(fixture().available(user)).isEqualTo(-200);
        fixture().advance(Duration.ofHours(1));

        assertThat(fixture().available(user)).isEqualTo(100);
    }

    @Test
    @DisplayName("(5) without a limit, what is spent starts anew as well")
    void unlimitedResourcesStartAnew() {
        AccountId user = spent(0);
        reserve("r", user, 0).hold(Resource.TOKENS, 9).opened();
        fixture().settle(fixture().id("r"), TrackContract.usage(3, 9, 0, 0, 0), OverrunPolicy.CHARGE);
        fixture().advance(Duration.ofHours(1));

        assertThat(fixture().show(user).spent()).isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().journal().entries(user))
                .filteredOn(entry -> entry.change() == AccountChange.PERIOD)
                .extracting(AccountChanged::resource)
                .containsExactly(Resource.CREDITS, Resource.TOKENS);
    }

    @Test
    @DisplayName("(5) another period takes effect at once; what is spent stays until it ends")
    void otherPeriodsTakeEffectAtOnce() {
        AccountId user = spent(40);
        fixture()
                .reserve("r")
                .on(user, terms(LimitPeriod.daily(UTC)))
                .credits(1)
                .opened();

        assertThat(fixture().spent(user)).isEqualTo(40);
        Instant endOfDay = nextDay().toInstant();
        assertThat(fixture().show(user).periodEndsAtMillis()).isEqualTo(endOfDay.toEpochMilli());

        fixture().reserve("never").on(user, terms(LimitPeriod.NEVER)).credits(1).opened();
        assertThat(fixture().show(user).periodEndsAtMillis()).isEqualTo(LimitPeriod.NO_END);
        fixture().advance(Duration.ofDays(70));
        assertThat(fixture().spent(user)).isEqualTo(40);
    }

    @Test
    @DisplayName("(2) a late settle in another period books there")
    void lateSettleInTheNextPeriod() {
        AccountId user = spent(0);
        fixture().reserve("r").on(user, hourly()).credits(50).opened();
        fixture().tracked(fixture().id("r"), "t", StoreFixture.credits(20));
        fixture().outlive(fixture().id("r"));
        fixture().expireAll();
        assertThat(fixture().spent(user)).isEqualTo(20);
        fixture().advance(Duration.ofHours(1));

        fixture().settled(fixture().id("r"), 35);

        assertThat(fixture().spent(user)).isEqualTo(15);
    }

    @Test
    @DisplayName(
            "(5) a clock that was ahead and is put right leaves no period in the far future, whatever touches the account")
    void periodsOfAWrongReading() {
        AccountId user = spent(40);
        fixture().advance(TEN_YEARS);
        assertThat(fixture().spent(user)).as("ten years later, for a moment").isZero();
        for (LimitPeriod period : OF_EACH_KIND) {
            open(period + " by reserve", period);
            open(period + " by settle", period);
            open(period + " by show", period);
        }
        fixture().advance(TEN_YEARS.negated());

        for (LimitPeriod period : OF_EACH_KIND) {
            String reserved = period + " by reserve";
            String settled = period + " by settle";
            fixture()
                    .reserve("more " + reserved)
                    .on(fixture().user(reserved), terms(period))
                    .credits(100)
                    .opened();
            fixture().settled(fixture().id("open " + settled), 7);
            assertThat(fixture().spent(fixture().user(settled))).isEqualTo(7);
            Instant end =
                    Instant.ofEpochMilli(period.endMillis(fixture().harness().nowMillis()));
            assertThat(List.of(periodEnd(reserved), periodEnd(settled), periodEnd(period + " by show")))
                    .containsOnly(end);
            fixture().release(fixture().id("more " + reserved));
        }
        reserve("more", user, 100).opened();
        fixture().settled(fixture().id("more"), 30);
        assertThat(fixture().spent(user)).isEqualTo(30);

        fixture().advance(Duration.ofHours(1));
        assertThat(fixture().spent(user)).isZero();
        assertThat(fixture().spent(fixture().user(LimitPeriod.hourly(UTC) + " by settle")))
                .isZero();
        assertThat(fixture().spent(fixture().user(LimitPeriod.daily(BERLIN) + " by settle")))
                .isEqualTo(7);
    }

    @Test
    @DisplayName("(5) a clock that was ahead by as much as a period can be long leaves none that ends too late")
    void periodsOfAReadingThatIsOnePeriodAhead() {
        advanceTo(nextDay());
        for (LimitPeriod period : OF_EACH_KIND) {
            Duration longest = Duration.ofMillis(period.maxMillis());
            fixture().advance(longest);
            open(period + " by reserve", period);
            open(period + " by show", period);
            fixture().advance(longest.negated());

            fixture()
                    .reserve("again " + period)
                    .on(fixture().user(period + " by reserve"), terms(period))
                    .opened();
            Instant end =
                    Instant.ofEpochMilli(period.endMillis(fixture().harness().nowMillis()));
            assertThat(List.of(periodEnd(period + " by reserve"), periodEnd(period + " by show")))
                    .as(period.toString())
                    .containsOnly(end);
        }
    }

    @Test
    @DisplayName(
            "(5) a verb that is refused for what its reservation is begins no period, whatever a wrong reading says")
    void periodsOfARefusedVerb() {
        AccountId user = spent(40);
        ReservationId id = fixture().id("due");
        fixture().reserve("due").on(user, hourly()).credits(10).opened();
        fixture().outlive(id);
        fixture().expireAll();
        reserve("open", user, 10).opened();
        fixture().advance(TEN_DAYS);

        assertThat(fixture().settle(id, StoreFixture.credits(11), OverrunPolicy.REJECT))
                .isInstanceOf(Refusal.OverrunRejected.class);
        ResourceVector more = ResourceVector.of(Resource.CREDITS, 1);
        Limits mostHeld = Limits.of(Map.of(Resource.CREDITS, 10L));
        assertThat(fixture()
                        .store()
                        .extend(new ExtendCommand(fixture().id("open"), StoreFixture.op("e"), more, 0, mostHeld)))
                .isInstanceOf(ExtendOutcome.TooLarge.class);
        fixture().advance(TEN_DAYS.negated());

        assertThat(fixture().spent(user)).isEqualTo(40);
    }

    // ---- the scene: a user with 100 credits an hour, at the beginning of an hour

    private AccountId spent(long credits) {
        advanceTo(nextDay());
        AccountId user = fixture().user("u");
        reserve("spent", user, credits).opened();
        fixture().settled(fixture().id("spent"), credits);
        return user;
    }

    private void open(String user, LimitPeriod period) {
        fixture()
                .reserve("open " + user)
                .on(fixture().user(user), terms(period))
                .opened();
    }

    private ReserveBuilder reserve(String id, AccountId user, long credits) {
        return fixture().reserve(id).on(user, hourly()).credits(credits).lease(LONG_LEASE);
    }

    private static AccountTerms hourly() {
        return terms(LimitPeriod.hourly(UTC));
    }

    private static AccountTerms terms(LimitPeriod period) {
        return new AccountTerms(Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, period);
    }

    private AccountChanged last(AccountId account) {
        List<AccountChanged> entries = fixture().journal().entries(account);
        return entries.get(entries.size() - 1);
    }

    private Instant periodEnd(String user) {
        return Instant.ofEpochMilli(fixture().show(fixture().user(user)).periodEndsAtMillis());
    }

    private Instant now() {
        return Instant.ofEpochMilli(fixture().harness().nowMillis());
    }

    private ZonedDateTime nextDay() {
        return now().atZone(UTC).toLocalDate().plusDays(1).atStartOfDay(UTC);
    }

    private void advanceTo(ZonedDateTime moment) {
        fixture().advanceTo(moment.toInstant().toEpochMilli());
    }
}
