package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The journal: every change once, numbered without gaps, equal to what the verbs returned; the outbox's manners. */
public abstract class JournalContract extends StoreContractPart {

    @Test
    @DisplayName("(6) the entries of a reservation are those its verbs returned, in order")
    void entriesAreTheAnswers() {
        AccountId user = fixture().user("u");
        List<JournalEntry.OfReservation> answers = new ArrayList<>();
        JournalEntry.Opened opened = fixture().open("r", user, 30);
        answers.add(fixture().tracked(fixture().id("r"), "1", StoreFixture.credits(10)));
        answers.add(OutcomeAssertions.extended(fixture().extend(fixture().id("r"), "2", 10)));
        answers.add(fixture().tracked(fixture().id("r"), "3", StoreFixture.credits(10)));
        fixture().outlive(fixture().id("r"));
        fixture().expireAll();
        answers.add(LeaseContract.closing(fixture(), "r"));
        answers.add(fixture().settled(fixture().id("r"), 25));

        List<JournalEntry.OfReservation> entries =
                fixture().journal().entries(fixture().id("r"));

        assertThat(entries).hasSize(6);
        assertThat(entries.get(0)).isInstanceOfSatisfying(JournalEntry.Opened.class, first -> {
            assertThat(first.header()).isEqualTo(opened.header());
            OutcomeAssertions.assertSameRequest(first, opened);
            assertThat(first.expiresAtMillis()).isEqualTo(opened.expiresAtMillis());
        });
        assertThat(entries.subList(1, 6)).containsExactlyElementsOf(answers);
        assertThat(entries).extracting(JournalEntry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(entries).extracting(JournalEntry::atMillis).isSorted();
        assertThat(entries)
                .extracting(JournalEntry::tenant)
                .containsOnly(fixture().tenant());
    }

    @Test
    @DisplayName("(4, 6) refusals, replays, conflicts, binds and looks leave no entry")
    void nothingButChanges() {
        AccountId user = fixture().user("u");
        fixture().open("r", user, 30);
        fixture().tracked(fixture().id("r"), "1", StoreFixture.credits(10));
        List<JournalEntry> before = fixture().journal().entries(fixture().tenant());

        fixture().reserve("r").on(user, StoreFixture.limit(100)).credits(30).send();
        fixture().reserve("r").on(user, StoreFixture.limit(100)).credits(31).send();
        fixture()
                .reserve("refused")
                .on(user, StoreFixture.limit(100))
                .credits(71)
                .send();
        fixture().track(fixture().id("r"), "1", StoreFixture.credits(10));
        fixture().track(fixture().id("r"), "1", StoreFixture.credits(11));
        fixture().extend(fixture().id("r"), "2", 71);
        fixture().settle(fixture().id("r"), StoreFixture.credits(31), OverrunPolicy.REJECT);
        fixture().settle(fixture().id("unknown"), 1);
        fixture().store().bindStep(fixture().id("r"), fixture().step("s"));
        fixture().show(user);
        fixture().find(fixture().step("s"));
        fixture().upkeep().expireDue(10);

        assertThat(fixture().journal().entries(fixture().tenant())).isEqualTo(before);
    }

    @Test
    @DisplayName("(6) the first terms of an account, and changed ones, are an entry per resource whose limit changed")
    void termsAreEntries() {
        AccountId user = fixture().user("u");
        Limits limits = Limits.of(Map.of(Resource.CREDITS, 100L, Resource.TOKENS, 5L));
        fixture().reserve("1").on(user, AccountTerms.of(limits)).opened();
        fixture().reserve("2").on(user, AccountTerms.of(limits)).opened();
        fixture().reserve("3").on(user, StoreFixture.limit(60)).opened();

        List<AccountChanged> entries = fixture().journal().entries(user);

        assertThat(entries).extracting(AccountChanged::change).containsOnly(AccountChange.TERMS);
        assertThat(entries)
                .extracting(AccountChanged::resource)
                .containsExactly(Resource.CREDITS, Resource.TOKENS, Resource.CREDITS, Resource.TOKENS);
        assertThat(entries).extracting(AccountChanged::limit).containsExactly(100L, 5L, 60L, Limits.UNLIMITED);
        assertThat(entries).extracting(AccountChanged::allowanceDelta).containsExactly(100L, 5L, -40L, -5L);
        assertThat(entries).extracting(AccountChanged::sequence).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("(6) terms behind an override change nothing that is in force, and leave no entry")
    void termsBehindAnOverride() {
        AccountId user = fixture().user("u");
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.SetLimit(user, StoreFixture.op("1"), Resource.CREDITS, 50, "why")));
        fixture().open("r", user, 1);

        assertThat(fixture().journal().entries(user))
                .extracting(AccountChanged::change)
                .containsExactly(AccountChange.LIMIT);
    }

    @Test
    @DisplayName("(6) unlimited first terms leave no entry, and the account is there")
    void unlimitedTerms() {
        AccountId user = fixture().user("u");
        fixture().reserve("r").on(user, AccountTerms.UNLIMITED).credits(5).opened();

        assertThat(fixture().journal().entries(user)).isEmpty();
        assertThat(fixture().show(user).sequence()).isZero();
    }

    @Test
    @DisplayName("(6) what is not acknowledged comes again; what is, does not")
    void unacknowledgedComesAgain() {
        Journal journal = fixture().harness().adapter().journal();
        fixture().journal().entries(fixture().tenant());
        fixture().open("r", fixture().user("u"), 30);
        List<JournalEntry> first = journal.read(10);
        List<JournalEntry> again = journal.read(10);
        boolean alone = fixture().harness().isExact();
        if (alone) {
            assertThat(first).hasSize(2);
            assertThat(journal.backlog().entries()).isEqualTo(2);
            assertThat(journal.read(1)).isEqualTo(first.subList(0, 1));
            fixture().advance(Duration.ofSeconds(7));
            assertThat(journal.backlog().oldestAgeMillis()).isEqualTo(7_000);
        }
        journal.stepBack();

        assertThat(again).startsWith(first.toArray(JournalEntry[]::new));
        assertThat(fixture().journal().entries(fixture().tenant())).hasSize(2);
        if (alone) {
            assertThat(journal.read(10)).isEmpty();
            assertThat(journal.backlog()).isEqualTo(new Journal.Backlog(0, 0));
        }
        journal.stepBack();
    }

    @Test
    @DisplayName("(6) each stream is read in the order of its numbers, over many batches")
    void readsOwnEntriesInOrder() {
        for (int i = 0; i < 40; i++) {
            String id = "r" + i;
            fixture().open(id, fixture().user("u" + i % 3), 1);
            for (int report = 0; report < 40; report++) {
                fixture().tracked(fixture().id(id), "t" + report, ResourceUsage.NONE);
            }
            fixture().settled(fixture().id(id), 1);
        }

        assertThat(fixture().journal().entries(fixture().tenant()).stream()
                        .filter(JournalEntry.OfReservation.class::isInstance)
                        .count())
                .as("42 each; the audit after the test checks their numbers")
                .isEqualTo(40 * 42);
    }

    @Test
    @DisplayName("(6) waiting ends at once when there are entries, and by itself when there are none")
    void awaits() throws InterruptedException {
        fixture().journal().entries(fixture().tenant());
        fixture().harness().adapter().journal().await(Duration.ofMillis(1));
        fixture().open("r", fixture().user("u"), 30);
        fixture().harness().adapter().journal().await(Duration.ofMinutes(5));

        assertThat(fixture().journal().entries(fixture().id("r"))).hasSize(1);
    }
}
