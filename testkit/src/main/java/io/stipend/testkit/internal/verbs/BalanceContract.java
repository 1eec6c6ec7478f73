package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is available on the path, in the answers to reports and extensions that ask for it. */
public abstract class BalanceContract extends StoreContractPart {

    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    @Test
    @DisplayName("a report that asks is told what is available on each account of the path, in its order")
    void reportsTellWhatIsAvailable() {
        AccountId pool = fixture().pool("p");
        AccountId team = fixture().swarm("team");
        Limits two = Limits.of(Map.of(Resource.CREDITS, 500L, Resource.TOKENS, 40L));
        fixture()
                .reserve("r")
                .on(user(), new AccountTerms(Limits.of(Map.of(Resource.CREDITS, 100L)), credits(7), LimitPeriod.NEVER))
                .on(team, AccountTerms.UNLIMITED)
                .on(pool, new AccountTerms(two, ResourceVector.ZERO, LimitPeriod.NEVER))
                .credits(30)
                .hold(Resource.TOKENS, 30)
                .opened();
        grant(pool, 11);

        TrackOutcome.Added added = added("t", 12, true);

        assertThat(added.balances())
                .containsExactly(
                        new Balance(user(), Map.of(Resource.CREDITS, 70L)),
                        new Balance(team, Map.of()),
                        new Balance(pool, Map.of(Resource.CREDITS, 481L, Resource.TOKENS, 10L)));
        assertThat(added.balances().get(0).available(Resource.CREDITS)).hasValue(70);
        assertThat(added.balances().get(0).available(Resource.TOKENS)).isEmpty();
        assertThat(added("t2", 1, false).balances()).isEmpty();
    }

    @Test
    @DisplayName("a reservation that is charged to nobody has no balances")
    void nobodyHasNoBalances() {
        fixture().reserve("r").credits(30).opened();

        assertThat(added("t", 12, true).balances()).isEmpty();
    }

    @Test
    @DisplayName("in debt, what is available is below zero")
    void debtIsBelowZero() {
        fixture().open("r", user(), 10);
        fixture().open("other", user(), 20);
        fixture().settled(fixture().id("other"), 250);

        assertThat(added("t", 1, true).balances())
                .containsExactly(new Balance(user(), Map.of(Resource.CREDITS, -160L)));
    }

    @Test
    @DisplayName("(4) asking is no part of the request: a second try may ask, and is told what is available now")
    void replaysTellWhatIsAvailableNow() {
        fixture().open("r", user(), 30);
        added("t", 12, false);
        fixture().open("other", user(), 25);

        TrackOutcome.Added again = added("t", 12, true);
        assertThat(again.replayed()).isTrue();
        assertThat(again.balances()).containsExactly(new Balance(user(), Map.of(Resource.CREDITS, 45L)));
        fixture().settled(id(), 12);
        assertThat(added("t", 12, true).balances()).containsExactly(new Balance(user(), Map.of(Resource.CREDITS, 63L)));
    }

    @Test
    @DisplayName("an extension that asks is told what it left, also where it gave back or renewed the lease alone")
    void extensionsTellWhatIsAvailable() {
        fixture().open("r", user(), 30);

        assertThat(extended("e1", HoldChange.more(credits(50)), 0).balances()).containsExactly(balance(20));
        assertThat(extended("e2", HoldChange.less(credits(35)), 0).balances()).containsExactly(balance(55));
        assertThat(extended("e3", HoldChange.NONE, 60_000).balances()).containsExactly(balance(55));
        fixture().open("other", user(), 5);
        ExtendOutcome.Extended again = extended("e1", HoldChange.more(credits(50)), 0);
        assertThat(again.replayed()).isTrue();
        assertThat(again.balances()).containsExactly(balance(50));
    }

    @Test
    @DisplayName("what is available is that of the period that now is, and telling it begins none")
    void tellsThePeriodThatNowIs() {
        fixture()
                .reserve("r")
                .on(user(), HOURLY)
                .credits(10)
                .lease(Duration.ofHours(9))
                .opened();
        grant(user(), 50);
        fixture().reserve("other").on(user(), HOURLY).credits(20).opened();
        fixture().settled(fixture().id("other"), 130);
        assertThat(added("t", 1, true).balances()).containsExactly(balance(10));
        fixture().advance(Duration.ofHours(2));

        assertThat(added("t2", 1, true).balances())
                .as("100 + what is left of the grant − 10 held")
                .containsExactly(balance(110));
        assertThat(fixture().journal().entries(user()))
                .as("nobody has begun a period")
                .noneMatch(entry -> entry.reason().equals("new period"));
        assertThat(fixture().available(user())).isEqualTo(110);
    }

    private TrackOutcome.Added added(String operation, long credits, boolean asksBalances) {
        ResourceUsage usage = StoreFixture.credits(credits);
        return OutcomeAssertions.as(
                TrackOutcome.Added.class,
                fixture().store().track(new TrackCommand(id(), StoreFixture.op(operation), usage, asksBalances)));
    }

    private ExtendOutcome.Extended extended(String operation, HoldChange change, long leaseMillis) {
        ExtendCommand command = new ExtendCommand(
                id(),
                StoreFixture.op(operation),
                ExtendCommand.fingerprint(change, leaseMillis),
                change,
                leaseMillis,
                Limits.NONE,
                PathPolicy.NONE,
                true);
        return OutcomeAssertions.as(
                ExtendOutcome.Extended.class, fixture().store().extend(command));
    }

    private void grant(AccountId account, long credits) {
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(account, StoreFixture.op("grant"), Resource.CREDITS, credits, "test")));
    }

    private Balance balance(long credits) {
        return new Balance(user(), Map.of(Resource.CREDITS, credits));
    }

    private static ResourceVector credits(long units) {
        return ResourceVector.of(Resource.CREDITS, units);
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }
}
