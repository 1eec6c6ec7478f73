package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Any id is data: whatever it looks like to a store's language, it comes back as it went in, and means one thing only. */
public abstract class IdContract extends StoreContractPart {

    /** Every pair of these is equal, or nearly so, to some code that is careless with text. */
    private static final List<String> IDS = List.of(
            "plain",
            "Plain",
            "plain ",
            " plain",
            "plain2",
            "it's",
            "it''s",
            "\"quoted\"",
            "'; drop table accounts; --",
            "a}b{c",
            "{a}",
            "a:b",
            "a:b:c",
            "a::c",
            "a/b",
            "a%2Fb",
            "a%b",
            "a_b",
            "a\\b",
            "a\\\\b",
            "*",
            "?",
            "[a-z]",
            "$1",
            "${x}",
            "#{x}",
            "null",
            "NULL",
            "0",
            "00",
            "1e0",
            "-1",
            "true",
            "a,b",
            "a|b",
            "a\u00a0b",
            "a b",
            "\u00e9",
            "e\u0301",
            "\u212b",
            "\u00c5",
            "\ufb01",
            "fi",
            "\u0131",
            "i",
            "I",
            "\u0130",
            "\u00df",
            "ss",
            "\u200bplain",
            "\ufeffplain",
            "\uffff",
            "\uff21",
            "A",
            "\u0915\u094d\u0937",
            "\u202eplain",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud83d\udc68",
            "0190a0b0-c0d0-7e0f-8a1b-2c3d4e5f6071",
            "0190A0B0-C0D0-7E0F-8A1B-2C3D4E5F6071",
            "0190a0b0c0d07e0f8a1b2c3d4e5f6071",
            "00000000-0000-0000-0000-000000000000",
            "0-0-0-0-0",
            "1-1-1-1-1",
            "00000001-0001-0001-0001-000000000001",
            "\ud83d\ude00".repeat(32),
            "\ud83d\ude00".repeat(31) + "\ud83d\ude01",
            "x".repeat(128),
            "x".repeat(127));

    @Test
    @DisplayName("(9) reservations with odd ids are distinct, and are found as what they are")
    void reservationIds() {
        AccountId user = fixture().user("u");
        for (int i = 0; i < IDS.size(); i++) {
            fixture()
                    .reserve(IDS.get(i))
                    .on(user, StoreFixture.limit(100_000))
                    .credits(i)
                    .opened();
        }
        for (int i = 0; i < IDS.size(); i++) {
            assertThat(fixture().find(fixture().id(IDS.get(i))).held().credits())
                    .as(IDS.get(i))
                    .isEqualTo(i);
            assertThat(fixture().find(fixture().id(IDS.get(i))).header().id())
                    .isEqualTo(fixture().id(IDS.get(i)));
            fixture().settled(fixture().id(IDS.get(i)), i);
        }
    }

    @Test
    @DisplayName("(9) steps, swarms and attributes with odd names are distinct, and come back")
    void stepIds() {
        for (String id : IDS) {
            JournalEntry.Opened opened = fixture()
                    .reserve("r " + IDS.indexOf(id))
                    .step(id)
                    .swarm(id)
                    .attribute(id, id)
                    .opened();
            assertThat(opened.header().swarmId()).isEqualTo(id);
        }
        for (String id : IDS) {
            var found = fixture().find(fixture().step(id));
            assertThat(found.header().id()).isEqualTo(fixture().id("r " + IDS.indexOf(id)));
            assertThat(found.stepId()).isEqualTo(id);
            assertThat(found.header().swarmId()).isEqualTo(id);
            assertThat(found.attributes()).containsExactlyEntriesOf(Map.of(id, id));
        }
    }

    @Test
    @DisplayName("(9) accounts with odd names are distinct, of every kind, and each is listed once")
    void accountIds() {
        Set<AccountId> made = new HashSet<>();
        for (int i = 0; i < IDS.size(); i++) {
            for (AccountId account : List.of(
                    fixture().user(IDS.get(i)),
                    fixture().swarm(IDS.get(i)),
                    fixture().pool(IDS.get(i)))) {
                fixture()
                        .reserve(account.kind() + " " + i)
                        .on(account, StoreFixture.limit(1_000))
                        .credits(i)
                        .opened();
                made.add(account);
            }
        }
        for (AccountId account : made) {
            assertThat(fixture().reserved(account)).as(account.toString()).isEqualTo(IDS.indexOf(account.name()));
        }
        assertThat(BooksAudit.accounts(fixture().accounts(), fixture().tenant()))
                .extracting(AccountView::account)
                .containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    @DisplayName("(4, 9) operations with odd ids are distinct, and replayed as what they are")
    void operationIds() {
        fixture().open("r", fixture().user("u"), 10);
        for (int i = 0; i < IDS.size(); i++) {
            fixture().tracked(fixture().id("r"), IDS.get(i), StoreFixture.credits(i));
            OutcomeAssertions.changed(fixture()
                    .accounts()
                    .apply(new AccountCommand.Grant(
                            fixture().user("u"), OperationId.of(IDS.get(i)), Resource.CREDITS, i + 1, IDS.get(i))));
        }
        for (int i = 0; i < IDS.size(); i++) {
            JournalEntry entry = fixture().journal().entries(fixture().id("r")).get(i + 1);
            assertThat(((JournalEntry.Tracked) entry).operationId().toString()).isEqualTo(IDS.get(i));
        }
        assertThat(fixture().journal().entries(fixture().user("u")))
                .extracting(JournalEntry.AccountChanged::reason)
                .containsAll(IDS);
        assertThat(fixture().track(fixture().id("r"), "it's", StoreFixture.credits(0)))
                .isInstanceOf(Refusal.Conflict.class);
    }

    @Test
    @DisplayName("(9) tenants with odd names keep their books apart, also where joined parts would be equal")
    void tenants() {
        String tenant = fixture().tenant();
        AccountId left = new AccountId(tenant + ":a", AccountId.Kind.USER, "b");
        AccountId right = new AccountId(tenant, AccountId.Kind.USER, "a:b");
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(left, StoreFixture.op("1"), Resource.CREDITS, 1, "")));
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(right, StoreFixture.op("1"), Resource.CREDITS, 2, "")));

        assertThat(fixture().show(left).grants().credits()).isEqualTo(1);
        assertThat(fixture().show(right).grants().credits()).isEqualTo(2);
        assertThat(fixture().accounts().list(tenant + ":a", null, 10))
                .extracting(AccountView::account)
                .containsExactly(left);
    }

    @Test
    @DisplayName("(4, 9) an id that Stipend made is the same id as its text")
    void idsOfOurOwn() {
        fixture().open("r", fixture().user("u"), 10);
        OperationId made = OperationId.unique();
        JournalEntry.Closed first = OutcomeAssertions.closed(fixture()
                .store()
                .settle(new SettleCommand(fixture().id("r"), made, StoreFixture.credits(1), OverrunPolicy.CHARGE)));

        OperationId text = OperationId.of(made.toString());
        assertThat(fixture()
                        .store()
                        .settle(new SettleCommand(
                                fixture().id("r"), text, StoreFixture.credits(1), OverrunPolicy.CHARGE)))
                .isEqualTo(new CloseOutcome.Closed(first, true));
    }
}
