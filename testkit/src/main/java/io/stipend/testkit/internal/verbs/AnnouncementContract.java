package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.Announcement;
import io.stipend.core.spi.AnnouncementLog;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.Refusal;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is announced about accounts in their journals: when they will be empty, and which members of a pool starve. */
public abstract class AnnouncementContract extends StoreContractPart {

    private static final AccountOutlook FIRST = outlook(true, 1_000);
    private static final AccountOutlook SECOND = outlook(false, 2_000);

    @Test
    @DisplayName("(6) an announcement is an entry of the account's journal, and changes nothing else of it")
    void isAnEntry() {
        fixture().open("r", user(), 10);

        AccountChanged entry = announce(0, FIRST);

        assertThat(entry.change()).isEqualTo(AccountChange.ANNOUNCEMENT);
        assertThat(Announcement.parse(entry.reason())).isEqualTo(FIRST);
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
            "(4) an announcement is made once: the same again gets the first answer, another that follows the same is a conflict")
    void isMadeOnce() {
        AccountChanged first = announce(0, FIRST);

        assertThat(apply(0, FIRST)).isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(apply(0, SECOND)).isEqualTo(new Refusal.Conflict());
        assertThat(apply(first.sequence() + 1, SECOND)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().show(user()).sequence()).isEqualTo(first.sequence());
    }

    @Test
    @DisplayName("an announcement that follows one that was never made is a conflict")
    void followsOneThatIsThere() {
        assertThat(apply(7, FIRST)).isEqualTo(new Refusal.Conflict());
        fixture().open("r", user(), 10);
        assertThat(apply(7, FIRST)).isEqualTo(new Refusal.Conflict());
    }

    @Test
    @DisplayName("one that follows the latest is made, and alone is kept; what administrators did stays as it is")
    void theLatestIsKept() {
        AccountChanged grant = OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(user(), StoreFixture.op("g"), Resource.CREDITS, 5, "why")));
        AccountChanged first = announce(0, FIRST);
        AccountChanged second = announce(first.sequence(), SECOND);

        assertThat(second.sequence()).isEqualTo(first.sequence() + 1);
        assertThat(apply(first.sequence(), SECOND)).isEqualTo(new AccountOutcome.Changed(second, true));
        assertThat(apply(0, FIRST)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().harness().adapter().bookInspection().history(user(), 0, 10))
                .containsExactly(grant, second);
        assertThat(fixture().journal().entries(user())).endsWith(first, second);
    }

    @Test
    @DisplayName("each topic has its own latest announcement")
    void topicsAreApart() {
        AccountChanged forecast = announce(0, FIRST);
        AccountChanged one = announce(0, starvation("one", true));
        AccountChanged other = announce(0, starvation("other\u2028: user:x", true));
        AccountChanged ended = announce(one.sequence(), starvation("one", false));

        assertThat(apply(forecast.sequence(), starvation("other\u2028: user:x", false)))
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture().harness().adapter().bookInspection().history(user(), 0, 10))
                .containsExactly(forecast, other, ended);
        assertThat(Announcement.parse(other.reason())).isEqualTo(starvation("other\u2028: user:x", true));
    }

    @Test
    @DisplayName(
            "a process reads what others announced, and goes on from there; of two that announce the same, one is told so")
    void goesOnFromWhatOthersAnnounced() {
        AnnouncementLog one = new AnnouncementLog(user());
        AnnouncementLog other = new AnnouncementLog(user());
        BookInspection books = fixture().harness().adapter().bookInspection();
        AccountAdministration accounts = fixture().accounts();

        assertThat(one.announce(accounts, starvation("m", true))).isTrue();
        assertThat(other.announce(accounts, starvation("m", false))).isFalse();
        assertThat(other.all(Announcement.class)).isEmpty();
        other.read(books);
        assertThat(other.all(Announcement.class)).containsExactly(starvation("m", true));
        assertThat(other.announce(accounts, starvation("m", false))).isTrue();
        assertThat(one.announce(accounts, starvation("m", true)))
                .as("as if it had started before the other's")
                .isFalse();
        one.read(books);
        assertThat(one.latest(starvation("m", true).topic())).contains(starvation("m", false));
    }

    @Test
    @DisplayName("of a tenant's own account nothing is announced")
    void notOfATenant() {
        AccountId tenant = AccountId.ofTenant(fixture().tenant());
        assertThatThrownBy(() -> new AccountCommand.Announce(tenant, 0, FIRST))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tenant:");
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private static AccountOutlook outlook(boolean runsOut, long atMillis) {
        return new AccountOutlook(runsOut, atMillis, atMillis - 10, atMillis + 10, 3, 4, 90, LimitPeriod.NO_END);
    }

    private static MemberStarvation starvation(String member, boolean starves) {
        return new MemberStarvation(starves, AccountId.Kind.SWARM, member, Resource.SLOTS, 1, 2, 3, 1_000);
    }

    private AccountOutcome apply(long follows, Announcement announcement) {
        return fixture().accounts().apply(new AccountCommand.Announce(user(), follows, announcement));
    }

    private AccountChanged announce(long follows, Announcement announcement) {
        return OutcomeAssertions.changed(apply(follows, announcement));
    }
}
