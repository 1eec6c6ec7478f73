package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When accounts will be empty, as their journals tell it. */
public abstract class OutlookContract extends StoreContractPart {

    private static final AccountOutlook FIRST = outlook(true, 1_000);
    private static final AccountOutlook SECOND = outlook(false, 2_000);

    @Test
    @DisplayName("(6) a forecast is an entry of the account's journal, and changes nothing else of it")
    void isAnEntry() {
        fixture().open("r", user(), 10);

        AccountChanged entry = foretell(0, FIRST);

        assertThat(entry.change()).isEqualTo(AccountChange.FORECAST);
        assertThat(AccountOutlook.parse(entry.reason())).isEqualTo(FIRST);
        assertThat(entry.resource()).isEqualTo(Resource.CREDITS);
        assertThat(entry.limit()).isEqualTo(100);
        assertThat(entry.allowanceDelta()).isZero();
        assertThat(entry.spentDelta()).isZero();
        assertThat(fixture().journal().entries(user())).last().isEqualTo(entry);
        assertThat(fixture().show(user()).sequence()).isEqualTo(entry.sequence());
        assertThat(fixture().show(user()).frozen()).isNull();
        assertThat(fixture().available(user())).isEqualTo(90);
        fixture().open("more", user(), 90);
    }

    @Test
    @DisplayName(
            "(4) a forecast is told once: the same again gets the first answer, another that follows the same is a conflict")
    void isToldOnce() {
        AccountChanged first = foretell(0, FIRST);

        assertThat(apply(0, FIRST)).isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(apply(0, SECOND)).isEqualTo(new Refusal.Conflict());
        assertThat(apply(first.sequence() + 1, SECOND)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().show(user()).sequence()).isEqualTo(first.sequence());
    }

    @Test
    @DisplayName("a forecast that follows one that was never told is a conflict")
    void followsOneThatIsThere() {
        assertThat(apply(7, FIRST)).isEqualTo(new Refusal.Conflict());
        fixture().open("r", user(), 10);
        assertThat(apply(7, FIRST)).isEqualTo(new Refusal.Conflict());
    }

    @Test
    @DisplayName("one that follows the latest is told, and alone is kept; what administrators did stays as it is")
    void theLatestIsKept() {
        AccountChanged grant = OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(user(), StoreFixture.op("g"), Resource.CREDITS, 5, "why")));
        AccountChanged first = foretell(0, FIRST);
        AccountChanged second = foretell(first.sequence(), SECOND);

        assertThat(second.sequence()).isEqualTo(first.sequence() + 1);
        assertThat(apply(first.sequence(), SECOND)).isEqualTo(new AccountOutcome.Changed(second, true));
        assertThat(apply(0, FIRST)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().harness().adapter().bookInspection().history(user(), 0, 10))
                .containsExactly(grant, second);
        assertThat(fixture().journal().entries(user())).endsWith(first, second);
    }

    @Test
    @DisplayName("of a tenant's own account nothing is foretold")
    void notOfATenant() {
        AccountId tenant = AccountId.ofTenant(fixture().tenant());
        assertThatThrownBy(() -> new AccountCommand.Foretell(tenant, 0, FIRST))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tenant:");
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private static AccountOutlook outlook(boolean runsOut, long atMillis) {
        return new AccountOutlook(runsOut, atMillis, atMillis - 10, atMillis + 10, 3, 4, 90, LimitPeriod.NO_END);
    }

    private AccountOutcome apply(long follows, AccountOutlook outlook) {
        return fixture().accounts().apply(new AccountCommand.Foretell(user(), follows, outlook));
    }

    private AccountChanged foretell(long follows, AccountOutlook outlook) {
        return OutcomeAssertions.changed(apply(follows, outlook));
    }
}
