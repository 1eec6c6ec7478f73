package io.stipend.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.testkit.harness.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a memory store does when it holds as much as it was told to. */
class MemoryBoundsTest {

    private static final AccountId ALICE = AccountId.user("alice");
    private static final AccountTerms TERMS = AccountTerms.credits(Credits.of(1_000_000));
    private static final ResourceVector ONE = ResourceVector.of(Resource.CREDITS, 1_000_000);
    private static final ResourceUsage HALF =
            ResourceUsage.builder().credits("0.5").build();

    private final SettableClock clock = SettableClock.at("2026-11-23T12:00:00Z");

    private static ReserveCommand reserve(String id) {
        return new ReserveCommand(
                ReservationId.of(id),
                AccountPath.of(List.of(ALICE)),
                List.of(TERMS),
                ONE,
                60_000,
                null,
                null,
                Map.of());
    }

    private static SettleCommand settle(String id) {
        return new SettleCommand(ReservationId.of(id), OperationId.SETTLE, HALF, OverrunPolicy.CHARGE);
    }

    /** Opens reservations until the store refuses; returns how many it opened. */
    private static int fill(CreditStore store) {
        for (int i = 0; ; i++) {
            try {
                store.reserve(reserve("r" + i));
            } catch (CreditStoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.FULL);
                return i;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000, 100_000})
    void aFullJournalRefusesWhatWouldOpenOrEnlarge(int capacity) {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(capacity), clock);
        CreditStore store = adapter.creditStore();

        int opened = fill(store);

        // One entry is the account's first terms. Lanes that are far from full do not count the others.
        assertThat(opened).isBetween(capacity == 1 ? 0 : capacity - 2, capacity + capacity / 8);
        ReservationId first = ReservationId.of("r0");
        if (opened > 0) {
            assertFull(() -> store.track(new TrackCommand(first, OperationId.of("t"), HALF)));
            assertFull(() -> store.extend(new ExtendCommand(first, OperationId.of("e"), ONE, 0)));
        }
        assertFull(() -> adapter.accountAdministration()
                .apply(new AccountCommand.Grant(ALICE, OperationId.of("g"), Resource.CREDITS, 1, "more")));
        assertThat(adapter.accountAdministration()
                        .show(ALICE)
                        .orElseThrow()
                        .reserved()
                        .credits())
                .as("what was refused changed nothing")
                .isEqualTo(1_000_000L * opened);
    }

    @Test
    void aFullJournalClosesWhatIsOpen() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(100), clock);
        CreditStore store = adapter.creditStore();
        int opened = fill(store);

        assertThat(store.settle(settle("r0"))).isInstanceOf(CloseOutcome.Closed.class);
        assertThat(store.release(new ReleaseCommand(ReservationId.of("r1"), OperationId.RELEASE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        clock.advance(Duration.ofMinutes(2));
        assertThat(adapter.upkeep().expireDue(1_000).expired()).isEqualTo(opened - 2);
        assertThat(adapter.upkeep().openReservations()).isZero();
        assertThat(adapter.journal().backlog().entries())
                .as("at most one more for each that was open")
                .isLessThanOrEqualTo(2L * 100 + 2);
    }

    @Test
    void whatIsPublishedMakesRoom() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(100), clock);
        CreditStore store = adapter.creditStore();
        fill(store);

        Journal journal = adapter.journal();
        List<JournalEntry> entries = journal.read(40);
        journal.acknowledge(entries.size());

        assertThat(entries).hasSize(40);
        assertThat(store.reserve(reserve("late"))).isInstanceOf(ReserveOutcome.Reserved.class);
    }

    @Test
    void withoutAJournalNothingWaitsAndNothingIsRefused() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(0), clock);
        for (int i = 0; i < 1_000; i++) {
            adapter.creditStore().reserve(reserve("r" + i));
        }

        assertThat(adapter.journal().backlog().entries()).isZero();
        assertThat(adapter.journal().read(10)).isEmpty();
    }

    @Test
    void readingAgainGivesTheSameEntriesUntilTheyAreAcknowledged() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
        for (int i = 0; i < 500; i++) {
            adapter.creditStore().reserve(reserve("r" + i));
            adapter.creditStore().settle(settle("r" + i));
        }
        Journal journal = adapter.journal();
        List<JournalEntry> all = new ArrayList<>();

        while (true) {
            List<JournalEntry> batch = journal.read(7);
            assertThat(journal.read(7)).isEqualTo(batch);
            if (batch.isEmpty()) {
                break;
            }
            int some = Math.min(3, batch.size());
            journal.acknowledge(some);
            all.addAll(batch.subList(0, some));
        }

        assertThat(all).hasSize(1_001).doesNotHaveDuplicates();
        assertThatThrownBy(() -> journal.acknowledge(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneReaderAtATime() throws InterruptedException {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
        adapter.creditStore().reserve(reserve("r"));
        Journal journal = adapter.journal();
        assertThat(journal.read(10)).hasSize(2);

        assertThat(readElsewhere(journal)).as("while another reads").isEmpty();
        journal.stepBack();
        assertThat(readElsewhere(journal)).as("after it stepped back").hasSize(2);
        assertThat(journal.read(10)).as("after the other ended").hasSize(2);
    }

    private static List<JournalEntry> readElsewhere(Journal journal) throws InterruptedException {
        List<JournalEntry> read = new ArrayList<>();
        Thread other = new Thread(() -> read.addAll(journal.read(10)));
        other.start();
        other.join();
        return read;
    }

    @Test
    void theLongestClosedAreForgottenFirst() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(6_400), clock);
        CreditStore store = adapter.creditStore();
        store.reserve(reserve("open"));
        for (int i = 0; i < 30_000; i++) {
            store.reserve(reserve("r" + i));
            store.settle(settle("r" + i));
        }

        assertThat(store.find(ReservationId.of("open"))).isPresent();
        assertThat(store.find(ReservationId.of("r29999"))).isPresent();
        assertThat(store.find(ReservationId.of("r0"))).isEmpty();
        long kept = IntStream.range(0, 30_000)
                .filter(i -> store.find(ReservationId.of("r" + i)).isPresent())
                .count();
        assertThat(kept).isBetween(3_000L, 6_500L);
    }

    @Test
    void aSecondTryIsNeverChargedAgainWhateverTheTraffic() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
        CreditStore store = adapter.creditStore();
        for (int i = 0; i < 20_000; i++) {
            store.reserve(reserve("r" + i));
            store.settle(settle("r" + i));
        }
        AccountView before = adapter.accountAdministration().show(ALICE).orElseThrow();

        int forgotten = 0;
        for (int i = 0; i < 20_000; i++) {
            ReserveOutcome again = store.reserve(reserve("r" + i));
            if (again instanceof Refusal.Forgotten) {
                forgotten++;
                assertThat(store.settle(settle("r" + i))).isInstanceOf(Refusal.Forgotten.class);
            } else {
                assertThat(again)
                        .isInstanceOfSatisfying(
                                ReserveOutcome.Reserved.class,
                                made -> assertThat(made.replayed()).isTrue());
            }
        }

        assertThat(forgotten).isGreaterThan(9_000);
        assertThat(adapter.accountAdministration().show(ALICE)).contains(before);
        assertThat(store.reserve(new ReserveCommand(
                        new ReservationId("other-tenant", "r0"),
                        AccountPath.of(List.of(new AccountId("other-tenant", AccountId.Kind.USER, "alice"))),
                        List.of(TERMS),
                        ONE,
                        60_000,
                        null,
                        null,
                        Map.of())))
                .isInstanceOf(ReserveOutcome.Reserved.class);
    }

    @Test
    void afterTheRetentionAForgottenIdIsFree() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(0), clock);
        CreditStore store = adapter.creditStore();
        Duration retention = Duration.ofHours(8);
        adapter.upkeep().prune(retention, 1_000);
        for (int hour = 0; hour < 8; hour++) {
            for (int i = 0; i < 1_000; i++) {
                store.reserve(reserve(hour + "-" + i));
                store.settle(settle(hour + "-" + i));
            }
            clock.advance(Duration.ofHours(1));
            adapter.upkeep().prune(retention, 1_000);
        }

        assertThat(forgottenOf(store, 0))
                .as("closed eight hours ago, in one bucket with younger ones")
                .isPositive();
        assertThat(forgottenOf(store, 7)).isGreaterThan(800);
        clock.advance(Duration.ofHours(2));
        adapter.upkeep().prune(retention, 1_000);
        assertThat(forgottenOf(store, 0)).isZero();
        assertThat(forgottenOf(store, 7)).isGreaterThan(800);
    }

    @Test
    void whatWasClosedWhileTheClockWasAheadKeepsNoOthersFromBeingForgotten() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
        clock.advance(Duration.ofHours(5));
        close(adapter.creditStore(), "ahead");
        clock.advance(Duration.ofHours(-5));
        close(adapter.creditStore(), "right");

        clock.advance(Duration.ofHours(5).plusMinutes(1));
        assertThat(adapter.upkeep().prune(Duration.ofHours(1), 10_000)).isEqualTo(1_000);
        assertThat(adapter.creditStore().find(ReservationId.of("right-0"))).isEmpty();
        assertThat(adapter.creditStore().find(ReservationId.of("ahead-0"))).isPresent();

        clock.advance(Duration.ofHours(1));
        assertThat(adapter.upkeep().prune(Duration.ofHours(1), 10_000)).isEqualTo(1_000);
    }

    private static void close(CreditStore store, String name) {
        for (int i = 0; i < 1_000; i++) {
            store.reserve(reserve(name + "-" + i));
            store.settle(settle(name + "-" + i));
        }
    }

    private static long forgottenOf(CreditStore store, int hour) {
        return IntStream.range(0, 1_000)
                .filter(i -> store.settle(settle(hour + "-" + i)) instanceof Refusal.Forgotten)
                .count();
    }

    @Test
    void anIdThatCouldNotBeRememberedIsRefused() {
        StoreAdapter adapter =
                MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(0).withMaxForgotten(1_000), clock);
        CreditStore store = adapter.creditStore();

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        store.reserve(reserve("r" + i));
                        store.settle(settle("r" + i));
                    }
                })
                .isInstanceOfSatisfying(
                        CreditStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
                .hasMessageContaining("maxForgotten");

        for (int i = 0; i < 10_000; i++) {
            ReservationId made = ReservationId.unique("default");
            assertThat(store.reserve(new ReserveCommand(
                            made, AccountPath.of(List.of(ALICE)), List.of(TERMS), ONE, 60_000, null, null, Map.of())))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            store.release(new ReleaseCommand(made, OperationId.RELEASE));
        }
    }

    @Test
    void anAdministratorsChangeIsNeverMadeTwice() {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
        for (int again = 0; again < 2; again++) {
            for (int i = 0; i < 2_000; i++) {
                adapter.accountAdministration()
                        .apply(new AccountCommand.Grant(ALICE, OperationId.of("g" + i), Resource.CREDITS, 1, "more"));
            }
        }

        assertThat(adapter.accountAdministration()
                        .show(ALICE)
                        .orElseThrow()
                        .grants()
                        .credits())
                .isEqualTo(2_000);
    }

    private static void assertFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CreditStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
                .hasMessageContaining("journalCapacity");
    }
}
