package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A look at the books shows all that is stored, in order, and changes nothing. */
public abstract class BookViewContract extends StoreContractPart {

    /** Keeps what it is shown. */
    private static class Notes implements BookReader {
        final List<String> order = new ArrayList<>();
        final List<StoredAccount> accounts = new ArrayList<>();
        final List<StoredReservation> reservations = new ArrayList<>();
        final List<String> waiting = new ArrayList<>();
        final List<String> steps = new ArrayList<>();

        @Override
        public void begun(long nowMillis) {
            order.add("0 begun");
        }

        @Override
        public void waiting(JournalEntry entry) {
            order.add("1 waiting");
            waiting.add((entry instanceof AccountChanged ? "account " : "reservation ")
                    + entry.stream()
                    + ' '
                    + entry.sequence());
        }

        @Override
        public void account(StoredAccount account) {
            order.add("2 account");
            accounts.add(account);
        }

        @Override
        public void reservation(StoredReservation reservation) {
            order.add("3 reservation");
            reservations.add(reservation);
        }

        @Override
        public void step(String step, String reservationId) {
            order.add("4 rest");
            steps.add(step + " -> " + reservationId);
        }

        @Override
        public void damaged(Kind kind, String subject, String text) {
            throw new AssertionError(kind + " of " + subject + ": " + text);
        }
    }

    @Test
    @DisplayName("all parts are shown, entries first, then accounts, reservations, the rest")
    void everything() {
        SampleBooks books = new SampleBooks(fixture());

        Notes notes = read();

        assertThat(notes.order).isSorted();
        assertThat(notes.accounts.stream().map(stored -> stored.view().account()))
                .containsExactlyInAnyOrder(books.alice, books.bob, books.carol, books.team);
        assertThat(notes.reservations.stream()
                        .map(stored -> stored.snapshot().header().id().value()))
                .containsExactlyInAnyOrder(
                        "yesterday",
                        "busy",
                        "idle",
                        "settled",
                        "released",
                        "late",
                        "expired",
                        "capped",
                        "unheard",
                        "corrected",
                        "parent",
                        "child",
                        "other-child",
                        "bill",
                        "capped-bill",
                        "capped-by-default");
        assertThat(notes.steps).containsExactlyInAnyOrder("busy-step -> busy", "settled-step -> settled");
        assertThat(notes.waiting.stream().filter(one -> one.startsWith("reservation busy")))
                .containsExactly(
                        "reservation busy 1",
                        "reservation busy 2",
                        "reservation busy 3",
                        "reservation busy 4",
                        "reservation busy 5",
                        "reservation busy 6");
        assertThat(notes.waiting.stream().filter(one -> one.startsWith("account swarm:team")))
                .containsExactly(
                        "account swarm:team 1",
                        "account swarm:team 2",
                        "account swarm:team 3",
                        "account swarm:team 4",
                        "account swarm:team 5",
                        "account swarm:team 6");
    }

    @Test
    @DisplayName("accounts and reservations are shown as the verbs show them, with what is kept besides")
    void asTheVerbsShowThem() {
        SampleBooks books = new SampleBooks(fixture());

        Notes notes = read();

        for (StoredReservation stored : notes.reservations) {
            ReservationSnapshot found =
                    fixture().find(stored.snapshot().header().id());
            assertThat(stored.snapshot()).isEqualTo(found);
        }
        StoredReservation busy = reservation(notes, "busy");
        assertThat(busy.snapshot().asked().credits()).isEqualTo(100);
        assertThat(busy.operations()).extracting(JournalEntry::sequence).containsExactly(2L, 3L, 4L, 5L, 6L);
        StoredReservation late = reservation(notes, "late");
        assertThat(late.operations()).hasSize(1);
        late.expiredAtMillis()
                .ifPresent(expiredAt -> assertThat(expiredAt)
                        .isBetween(
                                late.snapshot().expiresAtMillis(),
                                fixture().harness().nowMillis()));
        for (StoredAccount stored : notes.accounts) {
            assertThat(stored.view()).isEqualTo(fixture().show(stored.view().account()));
        }
        StoredAccount alice = notes.accounts.stream()
                .filter(stored -> stored.view().account().equals(books.alice))
                .findAny()
                .orElseThrow();
        assertThat(alice.policyLimits().get(Resource.CREDITS)).isEqualTo(10_000);
        assertThat(alice.period()).isEqualTo(LimitPeriod.hourly(ZoneOffset.UTC));
        assertThat(notes.accounts)
                .filteredOn(stored -> stored.view().account().equals(books.bob))
                .extracting(StoredAccount::period)
                .containsExactly(SampleBooks.WEEKLY.period());
        assertThat(alice.spentSinceMillis()).isPositive();
        assertThat(alice.changesComplete()).isTrue();
        assertThat(alice.changes())
                .extracting(AccountChanged::change)
                .containsExactly(AccountChange.GRANT, AccountChange.ADJUSTMENT, AccountChange.ADJUSTMENT);
    }

    @Test
    @DisplayName("an account whose period is over is shown as it stands, and stays so")
    void aPeriodThatIsOver() {
        AccountTerms hourly = new AccountTerms(Limits.NONE, ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));
        fixture().reserve("r").on(fixture().user("u"), hourly).credits(10).opened();
        fixture().settled(fixture().id("r"), 10);
        fixture().advance(Duration.ofHours(2));

        for (int look = 0; look < 2; look++) {
            StoredAccount stored = read().accounts.get(0);
            assertThat(stored.view().spent().credits()).isEqualTo(10);
            assertThat(stored.spentSinceMillis()).isZero();
        }
        assertThat(fixture().spent(fixture().user("u"))).isZero();
        StoredAccount rolled = read().accounts.get(0);
        assertThat(rolled.spentSinceMillis()).isPositive();
    }

    @Test
    @DisplayName("what is forgotten in its period still counts, or is said to be unknown")
    void forgottenInItsPeriod() {
        fixture()
                .reserve("r")
                .on(fixture().user("u"), StoreFixture.limit(100))
                .credits(10)
                .opened();
        fixture().settled(fixture().id("r"), 10);
        fixture().advance(Duration.ofMinutes(2));
        fixture().upkeep().prune(Duration.ofMinutes(1), 1000);

        Notes notes = read();

        assertThat(notes.reservations).isEmpty();
        StoredAccount stored = notes.accounts.get(0);
        assertThat(stored.forgotten().credits()).isEqualTo(stored.forgottenExact() ? 10 : 0);
    }

    @Test
    @DisplayName("open reservations are shown, closed ones are not, due ones are")
    void openReservations() {
        SampleBooks books = new SampleBooks(fixture());
        fixture().outlive(books.idle);

        List<ReservationSnapshot> open = new ArrayList<>();
        inspection().openReservations(fixture().tenant(), open::add);

        assertThat(open)
                .extracting(snapshot -> snapshot.header().id())
                .containsExactlyInAnyOrder(books.busy, books.idle, books.parent, books.child);
        assertThat(open)
                .allSatisfy(snapshot -> assertThat(snapshot)
                        .isEqualTo(fixture().find(snapshot.header().id())));
    }

    @Test
    @DisplayName("each tenant is shown once, one that has accounts alone included")
    void tenants() {
        new SampleBooks(fixture());
        StoreFixture other = new StoreFixture(fixture().harness());
        other.accounts()
                .apply(new AccountCommand.Grant(other.user("u"), StoreFixture.op("g"), Resource.CREDITS, 1, "test"));

        List<String> tenants = new ArrayList<>();
        inspection().tenants(tenants::add);

        assertThat(tenants).doesNotHaveDuplicates().contains(fixture().tenant(), other.tenant());
    }

    @Test
    @DisplayName("a tenant that does not exist has nothing to show, and is not made")
    void unknownTenant() {
        StoreFixture nobody = new StoreFixture(fixture().harness());
        Notes notes = new Notes();

        inspection().read(nobody.tenant(), notes);

        assertThat(notes.order).isSubsetOf("0 begun");
        assertThat(inspection().history(nobody.user("u"), 0, 10)).isEmpty();
        assertThat(inspection().repairIndexes(nobody.tenant())).isZero();
        List<String> tenants = new ArrayList<>();
        inspection().tenants(tenants::add);
        assertThat(tenants).doesNotContain(nobody.tenant());
    }

    @Test
    @DisplayName("an account's history is read page by page")
    void history() {
        SampleBooks books = new SampleBooks(fixture());

        List<AccountChanged> all = inspection().history(books.alice, 0, 100);

        assertThat(all).extracting(AccountChanged::reason).containsExactly("test", "test", "test");
        assertThat(all).extracting(AccountChanged::allowanceDelta).containsExactly(300L, 0L, 0L);
        assertThat(all).extracting(AccountChanged::spentDelta).containsExactly(0L, 9L, -2L);
        assertThat(inspection().history(books.alice, 0, 2)).isEqualTo(all.subList(0, 2));
        assertThat(inspection().history(books.alice, all.get(1).sequence(), 2)).isEqualTo(all.subList(2, 3));
        assertThat(inspection().history(books.alice, all.get(2).sequence(), 2)).isEmpty();
        assertThat(inspection().history(fixture().user("nobody"), 0, 2)).isEmpty();
    }

    @Test
    @DisplayName("a reader's exception ends the reading, and the next one is not harmed")
    void readersException() {
        new SampleBooks(fixture());
        BookReader angry = new Notes() {
            @Override
            public void reservation(StoredReservation reservation) {
                throw new CancellationException("enough");
            }
        };

        assertThatThrownBy(() -> inspection().read(fixture().tenant(), angry))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");

        assertThat(read().reservations).hasSize(16);
        assertThat(fixture().open("next", fixture().user("next"), 1)).isNotNull();
    }

    private static StoredReservation reservation(Notes notes, String id) {
        return notes.reservations.stream()
                .filter(stored -> stored.snapshot().header().id().value().equals(id))
                .findAny()
                .orElseThrow();
    }

    private Notes read() {
        Notes notes = new Notes();
        inspection().read(fixture().tenant(), notes);
        return notes;
    }

    private BookInspection inspection() {
        return fixture().harness().adapter().bookInspection();
    }

    @Test
    @DisplayName("one reservation is shown with its operations, as it is shown among all of them")
    void oneReservation() {
        SampleBooks books = new SampleBooks(fixture());
        BookInspection inspection = fixture().harness().adapter().bookInspection();

        for (StoredReservation stored : read().reservations) {
            assertThat(inspection.find(stored.snapshot().header().id(), 0, 1_000))
                    .as(stored.snapshot().header().id().value())
                    .contains(stored);
        }
        List<JournalEntry.OfReservation> all = found(inspection, books.busy, 0, 1_000);
        assertThat(all.stream().map(JournalEntry::sequence)).containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(found(inspection, books.busy, 0, 2)).isEqualTo(all.subList(0, 2));
        assertThat(found(inspection, books.busy, 3, 2)).isEqualTo(all.subList(2, 4));
        assertThat(found(inspection, books.busy, 6, 2)).isEmpty();
        assertThat(inspection.find(fixture().id("nobody"), 0, 10)).isEmpty();
        assertThat(inspection.find(new ReservationId("other-" + fixture().tenant(), books.busy.value()), 0, 10))
                .isEmpty();
    }

    private static List<JournalEntry.OfReservation> found(
            BookInspection inspection, ReservationId id, long afterSequence, int limit) {
        return inspection.find(id, afterSequence, limit).orElseThrow().operations();
    }
}
