package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Administration: limits, grants, adjustments, looking. */
public abstract class AccountContract extends StoreContractPart {

    @Test
    @DisplayName("(1) an account nobody touched is not there; a change makes it")
    void isMadeByTheFirstChange() {
        assertThat(fixture().accounts().show(user())).isEmpty();

        AccountChanged entry = grant("op", 5);

        assertThat(entry.sequence()).isOne();
        AccountView view = fixture().show(user());
        assertThat(view.grants().credits()).isEqualTo(5);
        assertThat(view.allowance(Resource.CREDITS))
                .as("a grant without a limit is kept, but limits nothing")
                .isEmpty();
        assertThat(view.sequence()).isOne();
        assertThat(view.periodEndsAtMillis()).isEqualTo(LimitPeriod.NO_END);
    }

    @Test
    @DisplayName("(1) an override wins over policy, whatever policy says afterwards, until it is cleared")
    void overrideWins() {
        fixture().open("r", user(), 10);
        AccountChanged entry = limit("1", 40);
        assertThat(entry.change()).isEqualTo(AccountChange.LIMIT);
        assertThat(entry.limit()).isEqualTo(40);
        assertThat(entry.allowanceDelta()).isEqualTo(-60);
        assertThat(entry.spentDelta()).isZero();
        assertThat(entry.reason()).isEqualTo("why");

        assertThat(fixture()
                        .reserve("more")
                        .on(user(), StoreFixture.limit(500))
                        .credits(31)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 31, 30));
        assertThat(fixture().show(user()).overridden()).containsExactly(Resource.CREDITS);
        assertThat(fixture().available(user())).isEqualTo(30);

        AccountChanged cleared =
                change(new AccountCommand.ClearLimit(user(), StoreFixture.op("2"), Resource.CREDITS, "over"));
        assertThat(cleared.limit()).as("what policy said last").isEqualTo(500);
        assertThat(cleared.allowanceDelta()).isEqualTo(460);
        assertThat(fixture().show(user()).overridden()).isEmpty();
        assertThat(fixture().available(user())).isEqualTo(490);
    }

    @Test
    @DisplayName("(1) an override can lift a limit, and set one where policy has none")
    void overridesEitherWay() {
        fixture().open("r", user(), 10);
        AccountChanged lifted = limit("1", Limits.UNLIMITED);
        assertThat(lifted.limit()).isEqualTo(Limits.UNLIMITED);
        assertThat(lifted.allowanceDelta()).isEqualTo(-100);
        fixture().open("big", user(), 1_000_000);
        assertThat(fixture().show(user()).available(Resource.CREDITS)).isEmpty();

        change(new AccountCommand.SetLimit(user(), StoreFixture.op("2"), Resource.TOKENS, 7, "why"));
        assertThat(fixture()
                        .reserve("tokens")
                        .on(user(), StoreFixture.limit(100))
                        .hold(Resource.TOKENS, 8)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.TOKENS, 8, 7));
        assertThat(fixture().show(user()).overridden()).containsExactlyInAnyOrder(Resource.CREDITS, Resource.TOKENS);
    }

    @Test
    @DisplayName("(4) an account that nothing limits stays when a reserve that names it and a new one is a conflict")
    void conflictForgetsNoAccount() {
        AccountId pool = fixture().pool("p");
        fixture().reserve("r").on(pool, AccountTerms.UNLIMITED).credits(5).opened();
        fixture().release(fixture().id("r"));

        assertThat(fixture()
                        .reserve("r")
                        .on(pool, AccountTerms.UNLIMITED)
                        .on(fixture().swarm("new"), AccountTerms.UNLIMITED)
                        .credits(6)
                        .send())
                .isInstanceOf(Refusal.Conflict.class);

        assertThat(fixture().accounts().show(pool)).isPresent();
    }

    @Test
    @DisplayName("(1, 2) a limit below what is in use refuses new holds and touches nothing else")
    void loweringTouchesNothingElse() {
        fixture().open("r", user(), 60);
        limit("1", 50);

        assertThat(fixture().available(user())).isEqualTo(-10);
        assertThat(fixture().reserved(user())).isEqualTo(60);
        assertThat(fixture()
                        .reserve("new")
                        .on(user(), StoreFixture.limit(100))
                        .credits(1)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 1, -10));
        fixture().reserve("free").on(user(), StoreFixture.limit(100)).opened();
        assertThat(fixture().settled(fixture().id("r"), 60).charged().credits()).isEqualTo(60);
        assertThat(fixture().spent(user())).isEqualTo(60);
    }

    @Test
    @DisplayName("(6) setting the limit that is in force is a change all the same")
    void settingTheSameLimit() {
        fixture().open("r", user(), 60);
        AccountChanged entry = limit("1", 100);

        assertThat(entry.allowanceDelta()).isZero();
        assertThat(fixture().show(user()).overridden()).containsExactly(Resource.CREDITS);
    }

    @Test
    @DisplayName("(1) grants add up on top of the limit")
    void grantsAddUp() {
        fixture().open("r", user(), 100);
        assertThat(grant("1", 20).allowanceDelta()).isEqualTo(20);
        assertThat(grant("2", 5).change()).isEqualTo(AccountChange.GRANT);

        assertThat(fixture().available(user())).isEqualTo(25);
        fixture().open("more", user(), 25);
        assertThat(fixture().available(user())).isZero();
    }

    @Test
    @DisplayName("(1) a revocation takes back at most what is left of the grants, and says how much")
    void revokesWhatIsLeft() {
        fixture().open("r", user(), 60);
        grant("1", 50);

        AccountChanged part = revoke("2", 20);
        assertThat(part.change()).isEqualTo(AccountChange.REVOCATION);
        assertThat(part.allowanceDelta()).isEqualTo(-20);
        assertThat(part.spentDelta()).isZero();
        assertThat(part.limit()).isEqualTo(100);
        assertThat(part.reason()).isEqualTo("why");
        assertThat(fixture().available(user())).isEqualTo(70);

        assertThat(revoke("3", 31).allowanceDelta()).as("only 30 are left").isEqualTo(-30);
        assertThat(revoke("4", 1).allowanceDelta()).as("nothing is left").isZero();
        assertThat(fixture().available(user())).isEqualTo(40);
        assertThat(fixture().show(user()).grants().credits()).isZero();
    }

    @Test
    @DisplayName(
            "(1) grants are used after the limit: what has been spent of them stays, and all that is left can be taken back")
    void revokesAllThatIsLeft() {
        fixture().open("r", user(), 100);
        grant("1", 50);
        fixture().settled(fixture().id("r"), 120);

        AccountChanged all = change(AccountCommand.Revoke.all(user(), StoreFixture.op("2"), Resource.CREDITS, "why"));

        assertThat(all.allowanceDelta()).as("20 of the 50 are spent").isEqualTo(-30);
        assertThat(fixture().show(user()).grants().credits()).isEqualTo(20);
        assertThat(fixture().available(user())).isZero();
    }

    @Test
    @DisplayName("(1) where there is no limit, all grants are left")
    void revokesWithoutLimit() {
        fixture().reserve("r").on(user(), AccountTerms.UNLIMITED).credits(10).opened();
        fixture().settled(fixture().id("r"), 10);
        grant("1", 50);

        assertThat(revoke("2", 80).allowanceDelta()).isEqualTo(-50);
    }

    @Test
    @DisplayName("(2) a revocation touches no hold: the account may then be below zero")
    void revokingTouchesNoHold() {
        fixture().open("r", user(), 100);
        grant("1", 50);
        fixture().open("more", user(), 40);

        assertThat(revoke("2", 50).allowanceDelta()).isEqualTo(-50);

        assertThat(fixture().available(user())).isEqualTo(-40);
        assertThat(fixture().reserved(user())).isEqualTo(140);
    }

    @Test
    @DisplayName("(2) an adjustment corrects what is spent, up and down, never below zero")
    void adjusts() {
        fixture().open("r", user(), 50);
        fixture().settled(fixture().id("r"), 30);

        assertThat(adjust("1", -30).spentDelta()).isEqualTo(-30);
        assertThat(fixture().spent(user())).isZero();
        AccountView before = fixture().show(user());
        assertThatThrownBy(() -> adjust("2", -1)).isInstanceOf(InvalidRequestException.class);
        assertThat(fixture().show(user())).isEqualTo(before);
        assertThat(adjust("2", 70).change()).as("a refusal is not remembered").isEqualTo(AccountChange.ADJUSTMENT);
        assertThat(fixture().available(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(1, 3) sums above the largest amount are refused and change nothing")
    void refusesSumsOutOfRange() {
        fixture().reserve("r").on(user(), AccountTerms.UNLIMITED).credits(10).opened();
        grant("1", Checks.MAX_AMOUNT - 1);
        adjust("2", Checks.MAX_AMOUNT - 10);
        AccountView before = fixture().show(user());

        assertThatThrownBy(() -> grant("3", 2)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> adjust("3", 1))
                .as("spent and reserved together")
                .isInstanceOf(InvalidRequestException.class);

        assertThat(fixture().show(user())).isEqualTo(before);
        grant("3", 1);
        adjust("4", -1);
    }

    @Test
    @DisplayName("(4) a change is replayed; the same id for anything else is a conflict")
    void replaysAndConflicts() {
        AccountChanged first = grant("op", 20);
        AccountOutcome conflict = new Refusal.Conflict();

        assertThat(apply(new AccountCommand.Grant(user(), StoreFixture.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(apply(new AccountCommand.Grant(user(), StoreFixture.op("op"), Resource.CREDITS, 21, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Grant(user(), StoreFixture.op("op"), Resource.TOKENS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Grant(user(), StoreFixture.op("op"), Resource.CREDITS, 20, "other")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Adjust(user(), StoreFixture.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.SetLimit(user(), StoreFixture.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Revoke(user(), StoreFixture.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.ClearLimit(user(), StoreFixture.op("op"), Resource.CREDITS, "why")))
                .isEqualTo(conflict);
        assertThat(fixture().show(user()).grants().credits()).isEqualTo(20);
        assertThat(fixture().show(user()).sequence()).isOne();
    }

    @Test
    @DisplayName("(4) a revocation is replayed, although less or more is left by now")
    void replaysRevocation() {
        grant("1", 20);
        AccountChanged first = revoke("op", 15);
        grant("2", 100);

        assertThat(apply(new AccountCommand.Revoke(user(), StoreFixture.op("op"), Resource.CREDITS, 15, "why")))
                .isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(apply(new AccountCommand.Revoke(user(), StoreFixture.op("op"), Resource.CREDITS, 16, "why")))
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture().show(user()).grants().credits()).isEqualTo(105);
    }

    @Test
    @DisplayName("(4) operation ids are the account's own")
    void operationIdsArePerAccount() {
        grant("op", 20);

        AccountId other = fixture().user("other");
        OutcomeAssertions.changed(
                apply(new AccountCommand.Grant(other, StoreFixture.op("op"), Resource.CREDITS, 7, "why")));
        assertThat(fixture().show(other).grants().credits()).isEqualTo(7);
    }

    @Test
    @DisplayName("(9) accounts are listed in the order of their ids, page by page, each once")
    void listsPageByPage() {
        List<AccountId> made = new ArrayList<>();
        for (String name : new String[] {"b", "a", "B", "10", "9", "a b", "ab", "é"}) {
            made.add(fixture().user(name));
            made.add(fixture().swarm(name));
            made.add(fixture().pool(name));
        }
        for (AccountId account : made) {
            fixture()
                    .reserve("on " + account)
                    .on(account, StoreFixture.limit(1))
                    .opened();
        }

        List<AccountId> listed = new ArrayList<>();
        List<AccountView> page = fixture().accounts().list(fixture().tenant(), null, 5);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(5);
            page.forEach(view -> listed.add(view.account()));
            page = fixture().accounts().list(fixture().tenant(), listed.get(listed.size() - 1), 5);
        }

        assertThat(listed).containsExactlyElementsOf(made.stream().sorted().toList());
        assertThat(fixture().accounts().list(fixture().tenant() + "-other", null, 5))
                .isEmpty();
        assertThat(fixture().accounts().list(fixture().tenant(), fixture().user("aa"), 2))
                .as("after an account that does not exist")
                .extracting(AccountView::account)
                .containsExactly(fixture().user("ab"), fixture().user("b"));
    }

    @Test
    @DisplayName("(1) a list shows the same as a look")
    void listsWhatIsShown() {
        fixture().open("r", user(), 40);
        grant("1", 20);

        assertThat(fixture().accounts().list(fixture().tenant(), null, 10))
                .containsExactly(fixture().show(user()));
    }

    private AccountChanged grant(String operation, long amount) {
        return change(new AccountCommand.Grant(user(), StoreFixture.op(operation), Resource.CREDITS, amount, "why"));
    }

    private AccountChanged revoke(String operation, long amount) {
        return change(new AccountCommand.Revoke(user(), StoreFixture.op(operation), Resource.CREDITS, amount, "why"));
    }

    private AccountChanged adjust(String operation, long delta) {
        return change(new AccountCommand.Adjust(user(), StoreFixture.op(operation), Resource.CREDITS, delta, "why"));
    }

    private AccountChanged limit(String operation, long limit) {
        return change(new AccountCommand.SetLimit(user(), StoreFixture.op(operation), Resource.CREDITS, limit, "why"));
    }

    private AccountChanged change(AccountCommand command) {
        return OutcomeAssertions.changed(apply(command));
    }

    private AccountOutcome apply(AccountCommand command) {
        return fixture().accounts().apply(command);
    }

    private AccountId user() {
        return fixture().user("u");
    }
}
