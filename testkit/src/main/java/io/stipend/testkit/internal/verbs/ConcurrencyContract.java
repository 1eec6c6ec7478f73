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
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.ConcurrentTasks;
import io.stipend.testkit.internal.fixture.PairedRaces;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What holds when many do things at once: on platform threads, and on virtual ones where the JDK has them. */
public abstract class ConcurrencyContract {

    /** Opens the store under test. */
    protected abstract StoreHarness openStore();

    /** How many pairs of verbs race to close a reservation; 10,000 unless the store is slow. */
    protected int races() {
        return 10_000;
    }

    @Nested
    @DisplayName("platform threads")
    final class OnPlatformThreads extends Races {
        OnPlatformThreads() {
            super(ConcurrentTasks.PLATFORM_THREADS);
        }

        @Override
        protected StoreHarness openStore() {
            return ConcurrencyContract.this.openStore();
        }

        @Override
        int races() {
            return ConcurrencyContract.this.races();
        }
    }

    @Nested
    @DisplayName("virtual threads")
    final class OnVirtualThreads extends Races {
        OnVirtualThreads() {
            super(ConcurrentTasks.VIRTUAL_THREADS);
        }

        @Override
        protected StoreHarness openStore() {
            return ConcurrencyContract.this.openStore();
        }

        @Override
        int races() {
            return ConcurrencyContract.this.races();
        }
    }

    /** The tests, whatever the threads. */
    abstract static class Races extends StoreContractPart {

        private static final int THREADS = 32;
        private static final int CALLS = 50;

        private final ConcurrentTasks tasks;

        Races(ConcurrentTasks tasks) {
            this.tasks = tasks;
        }

        abstract int races();

        @Test
        @DisplayName("(1, 5) 32 reserves on an account full of due holds are given all of it, and no more")
        void dueHoldsAtOnce() throws InterruptedException {
            AccountId user = fixture().user("late");
            for (int i = 0; i < THREADS; i++) {
                fixture()
                        .reserve("due" + i)
                        .on(user, StoreFixture.limit(THREADS))
                        .credits(1)
                        .opened();
            }
            fixture().outlive(fixture().id("due" + (THREADS - 1)));

            List<ReserveOutcome> outcomes = tasks.run(
                    2 * THREADS,
                    thread -> () -> fixture()
                            .reserve("new" + thread)
                            .on(user, StoreFixture.limit(THREADS))
                            .credits(1)
                            .send());

            assertThat(outcomes)
                    .filteredOn(ReserveOutcome.Reserved.class::isInstance)
                    .hasSize(THREADS);
            assertThat(fixture().reserved(user)).isEqualTo(THREADS);
        }

        @Test
        @DisplayName("(3) 32 extensions at once do not make a reservation larger than it may be")
        void extensionsKeepTheLargest() throws InterruptedException {
            ReservationId id =
                    fixture().reserve("r").credits(1).opened().header().id();
            Limits two = Limits.of(Map.of(Resource.CREDITS, 2L));
            ResourceVector one = ResourceVector.of(Resource.CREDITS, 1);

            List<ExtendOutcome> outcomes = tasks.run(
                    THREADS,
                    thread -> () -> fixture()
                            .store()
                            .extend(new ExtendCommand(id, StoreFixture.op("e" + thread), one, 0, two)));

            assertThat(outcomes)
                    .filteredOn(ExtendOutcome.Extended.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(new ExtendOutcome.TooLarge(Resource.CREDITS, 3, 2)::equals)
                    .hasSize(THREADS - 1);
            assertThat(fixture().find(id).held().credits()).isEqualTo(2);
        }

        @Test
        @DisplayName("(1, 3) 32 extensions at once that take what there is share it out exactly")
        void extensionsShareWhatThereIs() throws InterruptedException {
            AccountId user = fixture().user("shared");
            long each = 10;
            long limit = THREADS * each / 2 + 3;
            for (int i = 0; i < THREADS; i++) {
                fixture()
                        .reserve("share" + i)
                        .on(user, StoreFixture.limit(limit + THREADS))
                        .credits(1)
                        .opened();
            }
            HoldChange change = HoldChange.more(ResourceVector.of(Resource.CREDITS, each))
                    .atLeast(ResourceVector.of(Resource.CREDITS, 1));

            List<ExtendOutcome> outcomes = tasks.run(
                    THREADS, thread -> () -> fixture().extend(fixture().id("share" + thread), "e", change));

            long granted = outcomes.stream()
                    .filter(ExtendOutcome.Extended.class::isInstance)
                    .mapToLong(outcome ->
                            ((ExtendOutcome.Extended) outcome).entry().added().credits())
                    .sum();
            assertThat(granted).isEqualTo(limit);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.kind() == Outcome.Kind.DONE_IN_PART)
                    .as("the one that came when less was left")
                    .hasSize(1);
            assertThat(fixture().available(user)).isZero();
        }

        @Test
        @DisplayName(
                "(1, 3) extensions, those that give back, reports and settles at once leave each reservation consistent")
        void extensionsAgainstSettles() throws InterruptedException {
            AccountId user = fixture().user("raced");
            HoldChange more = HoldChange.more(ResourceVector.of(Resource.CREDITS, 3))
                    .atLeast(ResourceVector.of(Resource.CREDITS, 0));
            HoldChange less = HoldChange.less(ResourceVector.of(Resource.CREDITS, 2));
            for (int round = 0; round < CALLS; round++) {
                ReservationId id = fixture()
                        .reserve("raced" + round)
                        .on(user, StoreFixture.limit(20 + 5L * CALLS))
                        .credits(10)
                        .opened()
                        .header()
                        .id();
                List<Object> outcomes = tasks.run(THREADS / 4, thread -> () -> switch (thread % 4) {
                    case 0 -> fixture().extend(id, "e" + thread, more);
                    case 1 -> fixture().extend(id, "e" + thread, less);
                    case 2 -> fixture().track(id, "e" + thread, StoreFixture.credits(1));
                    default -> fixture().settle(id, 5);
                });
                assertThat(outcomes)
                        .filteredOn(outcome -> outcome instanceof CloseOutcome.Closed closed && !closed.replayed())
                        .hasSize(1);
            }
            assertThat(fixture().reserved(user)).isZero();
            assertThat(fixture().spent(user)).isEqualTo(5L * CALLS);
        }

        @Test
        @DisplayName("(1, 2) 32 threads never overdraw a hot account, and leave nothing of it unused")
        void hotAccount() throws InterruptedException {
            AccountId user = fixture().user("hot");
            int limit = THREADS * CALLS / 2;

            List<Integer> approved = tasks.run(THREADS, thread -> () -> {
                int held = 0;
                for (int call = 0; call < CALLS; call++) {
                    held += isReserved(fixture()
                                    .reserve(thread + "-" + call)
                                    .on(user, StoreFixture.limit(limit))
                                    .credits(1)
                                    .send())
                            ? 1
                            : 0;
                }
                return held;
            });

            assertThat(approved.stream().mapToInt(Integer::intValue).sum()).isEqualTo(limit);
            assertThat(fixture().available(user)).isZero();
        }

        @Test
        @DisplayName(
                "(1) 32 threads never pass the ceilings of their calls, each its own, and leave nothing below them unused")
        void ceilingsHold() throws InterruptedException {
            AccountId pool = fixture().pool("shared");
            int high = THREADS * CALLS / 2;
            int low = high / 2;

            List<Integer> approved = tasks.run(THREADS, thread -> () -> {
                int held = 0;
                for (int call = 0; call < CALLS; call++) {
                    ReserveOutcome outcome = fixture()
                            .reserve(thread + "-" + call)
                            .on(pool, StoreFixture.limit(2L * high))
                            .under(pool, Resource.CREDITS, thread % 2 == 0 ? high : low)
                            .credits(1)
                            .send();
                    held += isReserved(outcome) ? 1 : 0;
                }
                return held;
            });

            int underLow = 0;
            for (int thread = 1; thread < THREADS; thread += 2) {
                underLow += approved.get(thread);
            }
            assertThat(underLow).isLessThanOrEqualTo(low);
            assertThat(fixture().reserved(pool)).isEqualTo(high);
        }

        @Test
        @DisplayName(
                "(1) 32 threads that need more than they hold are let in as long as that fits, and not once longer")
        void whatMustFitFits() throws InterruptedException {
            AccountId user = fixture().user("hot");
            int limit = THREADS * CALLS / 2;

            tasks.run(THREADS, thread -> () -> {
                for (int call = 0; call < CALLS; call++) {
                    fixture()
                            .reserve(thread + "-" + call)
                            .on(user, StoreFixture.limit(limit))
                            .credits(1)
                            .fit(Resource.CREDITS, 5)
                            .send();
                }
                return true;
            });

            assertThat(fixture().available(user)).isEqualTo(4);
        }

        @Test
        @DisplayName("(1, 3) paths that overlap in any order neither block each other for good nor unbalance the books")
        void overlappingPaths() throws InterruptedException {
            List<AccountId> accounts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                accounts.add(i % 2 == 0 ? fixture().user("u" + i) : fixture().pool("p" + i));
            }

            tasks.run(THREADS, thread -> () -> {
                Random random = new Random(thread);
                for (int call = 0; call < CALLS; call++) {
                    List<AccountId> path = new ArrayList<>(accounts);
                    Collections.shuffle(path, random);
                    String id = thread + "-" + call;
                    ReserveBuilder reserve = fixture().reserve(id).credits(1 + random.nextInt(9));
                    path.subList(0, 1 + random.nextInt(4))
                            .forEach(account -> reserve.on(account, StoreFixture.limit(500)));
                    if (isReserved(reserve.send())) {
                        liveOn(fixture().id(id), random);
                    }
                }
                return true;
            });

            for (AccountId account : accounts) {
                assertThat(fixture().available(account)).isNotNegative();
            }
        }

        /** Something for some reservations, and nothing for others, so that the audit finds open ones too. */
        private void liveOn(ReservationId id, Random random) {
            switch (random.nextInt(4)) {
                case 0 -> fixture().settle(id, StoreFixture.credits(random.nextInt(4)), OverrunPolicy.CAP);
                case 1 -> fixture().release(id);
                case 2 -> fixture().extend(id, "e", 1);
                default -> fixture().track(id, "t", StoreFixture.credits(1));
            }
        }

        @Test
        @DisplayName("(4) one reservation id, reserved by all at once, is held once and replayed to the others")
        void sameReservation() throws InterruptedException {
            AccountId user = fixture().user("u");

            List<ReserveOutcome> outcomes = tasks.run(
                    THREADS,
                    thread -> () -> fixture()
                            .reserve("r")
                            .on(user, StoreFixture.limit(100))
                            .credits(7)
                            .send());

            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(ReserveOutcome.Reserved.class));
            assertThat(outcomes)
                    .filteredOn(outcome -> !((ReserveOutcome.Reserved) outcome).replayed())
                    .hasSize(1);
            assertThat(fixture().reserved(user)).isEqualTo(7);
        }

        @Test
        @DisplayName("(3) one step, wanted by all at once, goes to one")
        void sameStep() throws InterruptedException {
            AccountId user = fixture().user("u");

            List<ReserveOutcome> outcomes = tasks.run(
                    THREADS,
                    thread -> () -> fixture()
                            .reserve("r" + thread)
                            .on(user, StoreFixture.limit(100))
                            .credits(1)
                            .step("s")
                            .send());

            assertThat(outcomes)
                    .filteredOn(ReserveOutcome.Reserved.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes).filteredOn(Refusal.StepTaken.class::isInstance).hasSize(THREADS - 1);
            assertThat(fixture().reserved(user)).isOne();
        }

        @Test
        @DisplayName("(6) reports at once add up, and each level is crossed by one of them")
        void reportsAtOnce() throws InterruptedException {
            int total = THREADS * CALLS;
            fixture()
                    .reserve("r")
                    .on(fixture().user("u"), StoreFixture.limit(total))
                    .credits(total)
                    .opened();
            ReservationId id = fixture().id("r");

            tasks.run(THREADS, thread -> () -> {
                for (int call = 0; call < CALLS; call++) {
                    fixture().tracked(id, thread + "-" + call, StoreFixture.credits(1));
                }
                return true;
            });

            assertThat(fixture().find(id).used().credits()).isEqualTo(total);
            double before = 0;
            int crossed = 0;
            List<JournalEntry.OfReservation> entries = fixture().journal().entries(id);
            for (JournalEntry entry : entries.subList(1, entries.size())) {
                JournalEntry.Tracked tracked = (JournalEntry.Tracked) entry;
                assertThat(tracked.peakBefore()).isEqualTo(before);
                assertThat(tracked.peak()).isGreaterThan(before);
                crossed += tracked.peakBefore() < 0.8 && tracked.peak() >= 0.8 ? 1 : 0;
                before = tracked.peak();
            }
            assertThat(crossed).isOne();
            assertThat(before).isEqualTo(1.0);
        }

        @Test
        @DisplayName("(4) one report, sent by all at once, counts once")
        void sameReport() throws InterruptedException {
            fixture().open("r", fixture().user("u"), 10);

            List<TrackOutcome> outcomes = tasks.run(
                    THREADS, thread -> () -> fixture().track(fixture().id("r"), "t", StoreFixture.credits(3)));

            assertThat(outcomes)
                    .filteredOn(outcome -> outcome instanceof TrackOutcome.Added added && !added.replayed())
                    .hasSize(1);
            assertThat(fixture().find(fixture().id("r")).used().credits()).isEqualTo(3);
        }

        @Test
        @DisplayName("(1, 2, 4) settle, release and expiry race to close: one wins, the others hear of it")
        void closeRaces() throws InterruptedException {
            AccountId user = fixture().user("u");
            int races = PairedRaces.count(races());
            for (int i = 0; i < races; i++) {
                boolean due = i % 4 == 3;
                fixture()
                        .reserve("r" + i)
                        .on(user, StoreFixture.limit(1_000_000))
                        .credits(10)
                        .lease(due ? Duration.ofSeconds(30) : Duration.ofDays(1))
                        .onExpiry(i % 8 < 4 ? OnExpiry.BOOK_TRACKED : OnExpiry.BOOK_HELD)
                        .opened();
            }
            fixture().advance(Duration.ofSeconds(30));
            PairedRaces<CloseOutcome> sides = PairedRaces.run(
                    tasks, races, i -> fixture().settle(fixture().id("r" + i), 4), this::closeOtherwise);

            for (int i = 0; i < races; i++) {
                assertOneWinner(
                        fixture().id("r" + i),
                        i,
                        sides.left().get(i),
                        sides.right().get(i));
            }
            assertThat(fixture().reserved(user)).isZero();
        }

        @Test
        @DisplayName(
                "(4) a settle and a report or an extension of one operation id: one is done, the other is a conflict")
        void oneIdForTwoVerbs() throws InterruptedException {
            AccountId user = fixture().user("u");
            int races = Math.min(races(), 100);
            for (int i = 0; i < races; i++) {
                fixture()
                        .reserve("r" + i)
                        .on(user, StoreFixture.limit(1_000_000))
                        .credits(10)
                        .opened();
                // A store may look closer once something was reported.
                fixture().tracked(fixture().id("r" + i), "before", StoreFixture.credits(1));
            }
            PairedRaces<Object> sides = PairedRaces.run(tasks, races, i -> sameId(i, true), i -> sameId(i, false));

            for (int i = 0; i < races; i++) {
                assertThat(List.of(sides.left().get(i), sides.right().get(i)))
                        .as("race %d", i)
                        .filteredOn(outcome -> outcome instanceof Refusal.Conflict)
                        .hasSize(1);
            }
        }

        private Object sameId(int i, boolean settles) {
            ReservationId id = fixture().id("r" + i);
            if (settles) {
                return fixture()
                        .store()
                        .settle(new SettleCommand(
                                id, StoreFixture.op("same"), StoreFixture.credits(4), OverrunPolicy.CHARGE));
            }
            return i % 2 == 0
                    ? fixture().track(id, "same", StoreFixture.credits(2))
                    : fixture().extend(id, "same", 3);
        }

        /** The same settle, another one, a release; for those that are due a sweep as well. */
        private CloseOutcome closeOtherwise(int i) {
            ReservationId id = fixture().id("r" + i);
            return switch (i % 4) {
                case 0 -> fixture().settle(id, 4);
                case 1 -> fixture().settle(id, 5);
                case 2 -> fixture().release(id);
                default -> {
                    fixture().upkeep().expireDue(1);
                    yield fixture().release(id);
                }
            };
        }

        private void assertOneWinner(ReservationId id, int i, CloseOutcome left, CloseOutcome right) {
            List<CloseOutcome> outcomes = List.of(left, right);
            long winners = outcomes.stream()
                    .filter(outcome -> outcome instanceof CloseOutcome.Closed closed && !closed.replayed())
                    .count();
            assertThat(winners).as("winners of %s: %s", id, outcomes).isOne();
            CloseOutcome loser = left instanceof CloseOutcome.Closed closed && !closed.replayed() ? right : left;
            Class<?> expected = switch (i % 4) {
                case 0 -> CloseOutcome.Closed.class;
                case 1 -> Refusal.Conflict.class;
                default -> Refusal.AlreadyClosed.class;
            };
            assertThat(loser).as("loser of %s", id).isInstanceOf(expected);
            JournalEntry.Closed closing = LeaseContract.closing(fixture(), id.value());
            if (i % 4 == 3) {
                // Settled late, whatever expiry booked before.
                assertThat(closing.charged().credits()).isEqualTo(4);
            }
        }

        @Test
        @DisplayName("(4) one charge, sent by all at once, counts once")
        void sameCharge() throws InterruptedException {
            AccountId user = fixture().user("u");

            List<ChargeOutcome> outcomes = tasks.run(
                    THREADS,
                    thread -> () -> fixture()
                            .charge("c")
                            .on(user, StoreFixture.limit(100))
                            .credits(3)
                            .send());

            assertThat(outcomes)
                    .filteredOn(outcome -> outcome instanceof ChargeOutcome.Charged charged && !charged.replayed())
                    .hasSize(1);
            assertThat(outcomes).allMatch(ChargeOutcome.Charged.class::isInstance);
            assertThat(fixture().spent(user)).isEqualTo(3);
        }

        @Test
        @DisplayName("(1, 2) charges that may be rejected, capped ones and reserves never overdraw an account together")
        void chargesBesideReserves() throws InterruptedException {
            AccountId user = fixture().user("u");
            int limit = THREADS * CALLS;

            List<Long> booked = tasks.run(THREADS, thread -> () -> {
                long units = 0;
                for (int call = 0; call < CALLS; call++) {
                    String id = thread + "-" + call;
                    if (thread % 4 == 0) {
                        if (isReserved(fixture()
                                .reserve(id)
                                .on(user, StoreFixture.limit(limit))
                                .credits(3)
                                .send())) {
                            fixture().settled(fixture().id(id), 2);
                            units += 2;
                        }
                    } else {
                        units += chargedUnits(fixture()
                                .charge(id)
                                .on(user, StoreFixture.limit(limit))
                                .credits(2)
                                .overrun(thread % 4 == 1 ? OverrunPolicy.CAP : OverrunPolicy.REJECT)
                                .send());
                    }
                }
                return units;
            });

            long inAll = booked.stream().mapToLong(Long::longValue).sum();
            assertThat(fixture().spent(user)).isEqualTo(inAll);
            assertThat(inAll)
                    .as("all that there was, but for what was too little at the end")
                    .isBetween(limit - 2L, (long) limit);
        }

        @Test
        @DisplayName("(2, 5) charges while periods end: each is booked once, in the period in which it is made")
        void chargesWhilePeriodsEnd() throws InterruptedException {
            AccountId user = fixture().user("u");
            AccountTerms hourly = new AccountTerms(
                    Limits.of(Map.of(Resource.CREDITS, 1_000L)),
                    ResourceVector.ZERO,
                    LimitPeriod.hourly(ZoneOffset.UTC));

            tasks.run(THREADS / 4, thread -> () -> {
                for (int call = 0; call < CALLS; call++) {
                    if (thread == 0) {
                        fixture().advance(Duration.ofMinutes(35));
                    }
                    fixture()
                            .charge(thread + "-" + call)
                            .on(user, hourly)
                            .credits(1)
                            .booked();
                }
                return true;
            });

            // Looked at first, because looking may begin a period, which is an entry.
            long inThisPeriod = fixture().spent(user);
            long inPeriodsBefore = -fixture().journal().entries(user).stream()
                    .mapToLong(JournalEntry.AccountChanged::spentDelta)
                    .sum();
            assertThat(inThisPeriod + inPeriodsBefore).isEqualTo((long) THREADS / 4 * CALLS);
            assertThat(inPeriodsBefore).isPositive();
        }

        private static long chargedUnits(ChargeOutcome outcome) {
            return outcome instanceof ChargeOutcome.Charged charged
                    ? charged.entry().charged().credits()
                    : 0;
        }

        @Test
        @DisplayName("(1, 2, 4) administrators change an account while others use it; each change counts once")
        void administratorsMeanwhile() throws InterruptedException {
            AccountId user = fixture().user("u");

            tasks.run(THREADS, thread -> () -> {
                for (int call = 0; call < CALLS; call++) {
                    if (thread % 4 == 0) {
                        // Four administrators do the same thing at once: one of them does it.
                        AccountOutcome outcome = fixture()
                                .accounts()
                                .apply(new AccountCommand.Grant(
                                        user, StoreFixture.op("grant " + call), Resource.CREDITS, 3, "why"));
                        assertThat(outcome).isInstanceOf(AccountOutcome.Changed.class);
                    } else {
                        String id = thread + "-" + call;
                        if (isReserved(fixture()
                                .reserve(id)
                                .on(user, StoreFixture.limit(100))
                                .credits(2)
                                .send())) {
                            fixture().settle(fixture().id(id), thread % 3);
                        }
                    }
                }
                return true;
            });

            assertThat(fixture().show(user).grants().credits()).isEqualTo(3 * CALLS);
            assertThat(fixture().available(user)).isNotNegative();
            assertThat(fixture().reserved(user)).isZero();
        }

        @Test
        @DisplayName("(3) an account is never seen half made: once it is there, it has its terms")
        void neverSeenHalfMade() throws InterruptedException {
            int accounts = 300;

            List<Integer> sides = tasks.run(2, side -> () -> {
                int seen = 0;
                for (int i = 0; i < accounts; i++) {
                    AccountId account = fixture().user("u" + i);
                    if (side == 0) {
                        fixture().open("r" + i, account, 1);
                        continue;
                    }
                    Optional<AccountView> view = fixture().accounts().show(account);
                    while (view.isEmpty()) {
                        Thread.onSpinWait();
                        view = fixture().accounts().show(account);
                    }
                    seen += view.orElseThrow().limits().limitAnything() ? 1 : 0;
                }
                return seen;
            });

            assertThat(sides).containsExactly(0, accounts);
        }

        private static boolean isReserved(ReserveOutcome outcome) {
            return outcome instanceof ReserveOutcome.Reserved;
        }
    }
}
