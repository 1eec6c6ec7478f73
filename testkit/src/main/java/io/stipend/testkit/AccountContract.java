package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Checks;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.ReserveOutcome.Insufficient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Administration: limits, grants, adjustments, looking. */
public abstract class AccountContract extends StoreContract {

    @Test
    @DisplayName("(1) an account nobody touched is not there; a change makes it")
    void isMadeByTheFirstChange() {
        assertThat(scene().accounts().show(user())).isEmpty();

        AccountChanged entry = grant("op", 5);

        assertThat(entry.sequence()).isOne();
        AccountView view = scene().show(user());
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
        scene().open("r", user(), 10);
        AccountChanged entry = limit("1", 40);
        assertThat(entry.change()).isEqualTo(AccountChange.LIMIT);
        assertThat(entry.limit()).isEqualTo(40);
        assertThat(entry.allowanceDelta()).isEqualTo(-60);
        assertThat(entry.spentDelta()).isZero();
        assertThat(entry.reason()).isEqualTo("why");

        assertThat(scene().reserve("more")
                        .on(user(), Scene.limit(500))
                        .credits(31)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 31, 30));
        assertThat(scene().show(user()).overridden()).containsExactly(Resource.CREDITS);
        assertThat(scene().available(user())).isEqualTo(30);

        AccountChanged cleared = change(new AccountCommand.ClearLimit(user(), Scene.op("2"), Resource.CREDITS, "over"));
        assertThat(cleared.limit()).as("what policy said last").isEqualTo(500);
        assertThat(cleared.allowanceDelta()).isEqualTo(460);
        assertThat(scene().show(user()).overridden()).isEmpty();
        assertThat(scene().available(user())).isEqualTo(490);
    }

    @Test
    @DisplayName("(1) an override can lift a limit, and set one where policy has none")
    void overridesEitherWay() {
        scene().open("r", user(), 10);
        AccountChanged lifted = limit("1", Limits.UNLIMITED);
        assertThat(lifted.limit()).isEqualTo(Limits.UNLIMITED);
        assertThat(lifted.allowanceDelta()).isEqualTo(-100);
        scene().open("big", user(), 1_000_000);
        assertThat(scene().show(user()).available(Resource.CREDITS)).isEmpty();

        change(new AccountCommand.SetLimit(user(), Scene.op("2"), Resource.TOKENS, 7, "why"));
        assertThat(scene().reserve("tokens")
                        .on(user(), Scene.limit(100))
                        .hold(Resource.TOKENS, 8)
                        .send())
                .isEqualTo(new Insufficient(user(), Resource.TOKENS, 8, 7));
        assertThat(scene().show(user()).overridden()).containsExactlyInAnyOrder(Resource.CREDITS, Resource.TOKENS);
    }

    @Test
    @DisplayName("(1, 2) a limit below what is in use refuses new holds and touches nothing else")
    void loweringTouchesNothingElse() {
        scene().open("r", user(), 60);
        limit("1", 50);

        assertThat(scene().available(user())).isEqualTo(-10);
        assertThat(scene().reserved(user())).isEqualTo(60);
        assertThat(scene().reserve("new").on(user(), Scene.limit(100)).send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 0, -10));
        assertThat(scene().settled(scene().id("r"), 60).charged().credits()).isEqualTo(60);
        assertThat(scene().spent(user())).isEqualTo(60);
    }

    @Test
    @DisplayName("(6) setting the limit that is in force is a change all the same")
    void settingTheSameLimit() {
        scene().open("r", user(), 60);
        AccountChanged entry = limit("1", 100);

        assertThat(entry.allowanceDelta()).isZero();
        assertThat(scene().show(user()).overridden()).containsExactly(Resource.CREDITS);
    }

    @Test
    @DisplayName("(1) grants add up on top of the limit")
    void grantsAddUp() {
        scene().open("r", user(), 100);
        assertThat(grant("1", 20).allowanceDelta()).isEqualTo(20);
        assertThat(grant("2", 5).change()).isEqualTo(AccountChange.GRANT);

        assertThat(scene().available(user())).isEqualTo(25);
        scene().open("more", user(), 25);
        assertThat(scene().available(user())).isZero();
    }

    @Test
    @DisplayName("(2) an adjustment corrects what is spent, up and down, never below zero")
    void adjusts() {
        scene().open("r", user(), 50);
        scene().settled(scene().id("r"), 30);

        assertThat(adjust("1", -30).spentDelta()).isEqualTo(-30);
        assertThat(scene().spent(user())).isZero();
        AccountView before = scene().show(user());
        assertThatThrownBy(() -> adjust("2", -1)).isInstanceOf(InvalidRequestException.class);
        assertThat(scene().show(user())).isEqualTo(before);
        assertThat(adjust("2", 70).change()).as("a refusal is not remembered").isEqualTo(AccountChange.ADJUSTMENT);
        assertThat(scene().available(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(1, 3) sums above the largest amount are refused and change nothing")
    void refusesSumsOutOfRange() {
        scene().reserve("r").on(user(), AccountTerms.UNLIMITED).credits(10).opened();
        grant("1", Checks.MAX_AMOUNT - 1);
        adjust("2", Checks.MAX_AMOUNT - 10);
        AccountView before = scene().show(user());

        assertThatThrownBy(() -> grant("3", 2)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> adjust("3", 1))
                .as("spent and reserved together")
                .isInstanceOf(InvalidRequestException.class);

        assertThat(scene().show(user())).isEqualTo(before);
        grant("3", 1);
        adjust("4", -1);
    }

    @Test
    @DisplayName("(4) a change is replayed; the same id for anything else is a conflict")
    void replaysAndConflicts() {
        AccountChanged first = grant("op", 20);
        AccountOutcome conflict = new AccountOutcome.Conflict();

        assertThat(apply(new AccountCommand.Grant(user(), Scene.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(apply(new AccountCommand.Grant(user(), Scene.op("op"), Resource.CREDITS, 21, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Grant(user(), Scene.op("op"), Resource.TOKENS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Grant(user(), Scene.op("op"), Resource.CREDITS, 20, "other")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Adjust(user(), Scene.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.SetLimit(user(), Scene.op("op"), Resource.CREDITS, 20, "why")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.ClearLimit(user(), Scene.op("op"), Resource.CREDITS, "why")))
                .isEqualTo(conflict);
        assertThat(scene().show(user()).grants().credits()).isEqualTo(20);
        assertThat(scene().show(user()).sequence()).isOne();
    }

    @Test
    @DisplayName("(4) operation ids are the account's own")
    void operationIdsArePerAccount() {
        grant("op", 20);

        AccountId other = scene().user("other");
        Outcomes.changed(apply(new AccountCommand.Grant(other, Scene.op("op"), Resource.CREDITS, 7, "why")));
        assertThat(scene().show(other).grants().credits()).isEqualTo(7);
    }

    @Test
    @DisplayName("(9) accounts are listed in the order of their ids, page by page, each once")
    void listsPageByPage() {
        List<AccountId> made = new ArrayList<>();
        for (String name : new String[] {"b", "a", "B", "10", "9", "a b", "ab", "é"}) {
            made.add(scene().user(name));
            made.add(scene().swarm(name));
            made.add(scene().pool(name));
        }
        for (AccountId account : made) {
            scene().reserve("on " + account).on(account, Scene.limit(1)).opened();
        }

        List<AccountId> listed = new ArrayList<>();
        List<AccountView> page = scene().accounts().list(scene().tenant(), null, 5);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(5);
            page.forEach(view -> listed.add(view.account()));
            page = scene().accounts().list(scene().tenant(), listed.get(listed.size() - 1), 5);
        }

        assertThat(listed).containsExactlyElementsOf(made.stream().sorted().toList());
        assertThat(scene().accounts().list(scene().tenant() + "-other", null, 5))
                .isEmpty();
        assertThat(scene().accounts().list(scene().tenant(), scene().user("aa"), 2))
                .as("after an account that does not exist")
                .extracting(AccountView::account)
                .containsExactly(scene().user("ab"), scene().user("b"));
    }

    @Test
    @DisplayName("(1) a list shows the same as a look")
    void listsWhatIsShown() {
        scene().open("r", user(), 40);
        grant("1", 20);

        assertThat(scene().accounts().list(scene().tenant(), null, 10)).containsExactly(scene().show(user()));
    }

    private AccountChanged grant(String operation, long amount) {
        return change(new AccountCommand.Grant(user(), Scene.op(operation), Resource.CREDITS, amount, "why"));
    }

    private AccountChanged adjust(String operation, long delta) {
        return change(new AccountCommand.Adjust(user(), Scene.op(operation), Resource.CREDITS, delta, "why"));
    }

    private AccountChanged limit(String operation, long limit) {
        return change(new AccountCommand.SetLimit(user(), Scene.op(operation), Resource.CREDITS, limit, "why"));
    }

    private AccountChanged change(AccountCommand command) {
        return Outcomes.changed(apply(command));
    }

    private AccountOutcome apply(AccountCommand command) {
        return scene().accounts().apply(command);
    }

    private AccountId user() {
        return scene().user("u");
    }
}
