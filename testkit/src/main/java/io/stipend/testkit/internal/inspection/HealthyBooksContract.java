package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Verified;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.ConcurrentTasks;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import io.stipend.testkit.internal.history.Histories;
import io.stipend.testkit.internal.history.StoreUnderTest;
import io.stipend.testkit.servers.Await;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Verification finds nothing in healthy books, whatever was done to them and while others work on them. */
public abstract class HealthyBooksContract extends StoreContractPart {

    private static final int STEPS = 150;
    private static final int STEPS_BETWEEN_LOOKS = 30;
    private static final int WORKERS = 12;
    private static final int TURNS_PER_LOOK = 10;

    /** A way to close a reservation: none. */
    private static final int LEFT_OPEN = 4;

    /** What tells of a clock that was ahead. */
    private static final Set<Drift.Kind> OF_A_WRONG_CLOCK = EnumSet.of(Drift.Kind.TIME, Drift.Kind.PERIOD);

    private static final long CHARGED = 30;
    private static final Duration HOUR = Duration.ofHours(1);

    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 1_000_000L, Resource.SLOTS, 1_000L)),
            ResourceVector.ZERO,
            LimitPeriod.hourly(ZoneOffset.UTC));

    /** How many random histories are verified. */
    protected abstract int histories();

    /** How often books are verified while others work on them. */
    protected abstract int looks();

    @Test
    @DisplayName("random histories of all verbs leave nothing to find, at any time")
    void randomHistories() {
        verifyHistories(histories(), false, Set.of());
    }

    @Test
    @DisplayName("a clock that is ahead for some verbs leaves wrong times and periods, and nothing else that is wrong")
    void historiesOfAWrongClock() {
        verifyHistories(1 + histories() / 4, true, OF_A_WRONG_CLOCK);
    }

    @Test
    @DisplayName(
            "what is forgotten while the clock is ahead stays accounted for once it is right, and the period goes on")
    void forgottenAhead() {
        AccountId user = fixture().user("u");
        Duration ahead = HOUR.multipliedBy(3);
        chargedAndForgotten("before", user);
        fixture().advance(ahead);
        chargedAndForgotten("ahead", user);
        fixture().advance(ahead.negated());
        assertThat(fixture().spent(user)).isEqualTo(CHARGED);
        assertThat(kinds()).isSubsetOf(OF_A_WRONG_CLOCK);

        chargedAndForgotten("right", user);
        assertThat(fixture().spent(user)).isEqualTo(2 * CHARGED);
        assertThat(kinds()).isSubsetOf(OF_A_WRONG_CLOCK);

        fixture().advance(HOUR);
        chargedAndForgotten("next", user);
        assertThat(fixture().spent(user)).isEqualTo(CHARGED);
        assertThat(kinds()).isSubsetOf(OF_A_WRONG_CLOCK);
    }

    @Test
    @DisplayName(
            "what an expiry booked while the clock was ahead may be gone with its period, and a late settle accuses nobody")
    void settledLateAfterTwoWrongReadings() {
        AccountId user = fixture().user("u");
        fixture()
                .reserve("early")
                .on(user, HOURLY)
                .credits(100)
                .onExpiry(OnExpiry.BOOK_HELD)
                .opened();
        Duration ahead = HOUR.multipliedBy(3);
        fixture().advance(ahead);
        fixture().expireAll();
        fixture().advance(ahead.negated());
        fixture().charge("between").on(user, HOURLY).credits(CHARGED).booked();
        fixture().advance(ahead.multipliedBy(3));
        fixture().charge("farther").on(user, HOURLY).credits(CHARGED).booked();
        fixture().advance(ahead.multipliedBy(-3));
        fixture().charge("right").on(user, HOURLY).credits(CHARGED).booked();
        fixture().settled(fixture().id("early"), 10);

        assertThat(kinds()).isSubsetOf(OF_A_WRONG_CLOCK);
    }

    @Test
    @DisplayName("what was cut because an account was full stays explained when what filled it is given back")
    void fullBeforeItWasGivenBack() {
        AccountId user = fixture().user("u");
        AccountTerms unlimited = new AccountTerms(Limits.NONE, ResourceVector.ZERO, LimitPeriod.NEVER);
        long most = Checks.MAX_AMOUNT;
        fixture().reserve("shrinks").on(user, unlimited).credits(500).opened();
        fixture().reserve("cut").on(user, unlimited).credits(10).opened();
        fixture().tracked(fixture().id("cut"), "t", StoreFixture.credits(most - 1));
        assertThat(fixture().release(fixture().id("cut"))).isInstanceOf(CloseOutcome.Closed.class);
        fixture().gaveBack(fixture().id("shrinks"), "less", 500);
        clean();

        AccountId other = fixture().user("v");
        fixture()
                .reserve("corrected")
                .on(other, unlimited)
                .credits(10)
                .onExpiry(OnExpiry.BOOK_HELD)
                .opened();
        fixture().tracked(fixture().id("corrected"), "t", StoreFixture.credits(most - 300));
        fixture().outlive(fixture().id("corrected"));
        fixture().expireAll();
        fixture().reserve("late cut").on(other, unlimited).credits(10).opened();
        fixture().tracked(fixture().id("late cut"), "t", StoreFixture.credits(most - 1));
        assertThat(fixture().release(fixture().id("late cut"))).isInstanceOf(CloseOutcome.Closed.class);
        fixture().settled(fixture().id("corrected"), 3);
        clean();
    }

    private void chargedAndForgotten(String id, AccountId user) {
        fixture().reserve(id).on(user, HOURLY).credits(CHARGED).opened();
        fixture().settled(fixture().id(id), CHARGED);
        fixture().upkeep().prune(Duration.ZERO, 1000);
    }

    private Set<Drift.Kind> kinds() {
        return VerificationAssertions.findings(
                        fixture().harness().adapter(), fixture().tenant())
                .stream()
                .map(Drift::kind)
                .collect(Collectors.toSet());
    }

    private void verifyHistories(int histories, boolean clockErrs, Set<Drift.Kind> accepted) {
        Random seeds = new Random();
        StoreUnderTest subject = StoreUnderTest.of(fixture().harness());
        for (int i = 0; i < histories; i++) {
            long seed = seeds.nextLong();
            int[] step = new int[1];
            Histories.play(subject, seed, STEPS, clockErrs, tenant -> {
                if (++step[0] % STEPS_BETWEEN_LOOKS == 0) {
                    assertThat(VerificationAssertions.findings(
                                    fixture().harness().adapter(), tenant))
                            .as("findings after step %d of the history of seed %d", step[0], seed)
                            .allMatch(drift -> accepted.contains(drift.kind()));
                }
            });
        }
    }

    @Test
    @DisplayName("one run of everything: reports, extensions, all closes, late ones, periods, prunes, administrators")
    void oneOfEverything() {
        AccountId user = fixture().user("u");
        AccountId pool = fixture().pool("p");
        for (int hour = 0; hour < 4; hour++) {
            for (int i = 0; i < 5; i++) {
                String id = "r" + hour + '-' + i;
                fixture()
                        .reserve(id)
                        .on(user, HOURLY)
                        .on(pool, HOURLY)
                        .credits(100)
                        .hold(Resource.TOKENS, 1000)
                        .hold(Resource.COMPUTE_TIME, 500)
                        .hold(Resource.MEMORY, 1 << 20)
                        .hold(Resource.SLOTS, 1)
                        .step("step-" + i)
                        .opened();
                ReservationId reservation = fixture().id(id);
                fixture().tracked(reservation, "t1", all(30));
                fixture().tracked(reservation, "t2", all(20));
                fixture().extend(reservation, "e1", 50);
                close(reservation, i);
                clean();
            }
            administer(user, hour);
            clean();
            fixture().advance(hour == 2 ? HOUR.multipliedBy(3) : HOUR);
            clean();
            fixture().settle(fixture().id("r" + hour + "-3"), all(70), OverrunPolicy.CAP);
            fixture().expireAll();
            clean();
            fixture().upkeep().prune(HOUR.plusMinutes(30), 1000);
            clean();
        }
        assertThat(clean().closed()).as("reservations that are left").isPositive();
    }

    @Test
    @DisplayName("periods of every kind on one path, periods that change, capped overruns, replays")
    void severalWindows() {
        AccountId user = fixture().user("u");
        List<LimitPeriod> periods = List.of(
                LimitPeriod.hourly(ZoneId.of("Asia/Kolkata")),
                LimitPeriod.daily(ZoneId.of("Europe/Berlin")),
                LimitPeriod.NEVER,
                LimitPeriod.weekly(DayOfWeek.SUNDAY, ZoneId.of("America/New_York")),
                LimitPeriod.everyDays(10, ZoneId.of("Pacific/Auckland")),
                LimitPeriod.monthly(ZoneOffset.UTC),
                LimitPeriod.monthly(31, ZoneId.of("Europe/Berlin")));
        for (int round = 0; round < 2 * periods.size(); round++) {
            // The last one takes all that is left.
            for (int i : new int[] {0, 2, LEFT_OPEN, 1}) {
                ReservationId reservation = fixture().id("r" + round + '-' + i);
                AccountTerms terms = new AccountTerms(
                        Limits.of(Map.of(Resource.CREDITS, 1_000L * (round + 1))),
                        ResourceVector.ZERO,
                        periods.get(round % periods.size()));
                reserveOnWindows(reservation.value(), user, terms, periods);
                fixture().tracked(reservation, "t", all(30));
                fixture().extend(reservation, "e", 20);
                close(reservation, i);
                clean();
                close(reservation, i);
                fixture().track(reservation, "t", all(30));
                clean();
            }
            fixture().advance(Duration.ofMillis(HOUR.toMillis() * (round % 2 == 0 ? 1 : 800) + 1));
            clean();
            fixture().settle(fixture().id("r" + round + '-' + LEFT_OPEN), all(90), OverrunPolicy.CAP);
            clean();
            fixture().advance(HOUR.multipliedBy(2));
            fixture().upkeep().prune(HOUR, 1000);
            clean();
        }
    }

    private void reserveOnWindows(String id, AccountId user, AccountTerms terms, List<LimitPeriod> windows) {
        ReserveBuilder reserve =
                fixture().reserve(id).on(user, terms).credits(40).hold(Resource.TOKENS, 100);
        for (LimitPeriod window : windows) {
            reserve.on(fixture().pool("window " + window), new AccountTerms(Limits.NONE, ResourceVector.ZERO, window));
        }
        reserve.opened();
    }

    @Test
    @DisplayName("books on which 12 threads work are clean whenever one looks")
    void whileOthersWork() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        // So that each look meets work, and the books of a quick store do not outgrow it.
        Semaphore turns = new Semaphore(0);
        ConcurrentTasks.PLATFORM_THREADS.run(WORKERS + 1, thread -> () -> {
            if (thread == 0) {
                try {
                    for (int look = 0; look < looks(); look++) {
                        turns.release(WORKERS * TURNS_PER_LOOK);
                        int before = turns.availablePermits();
                        clean();
                        // Else a store that is looked through in no time is done before anybody has worked.
                        Await.until("a turn to be taken", () -> turns.availablePermits() < before || before == 0);
                        if (look % 8 == 7) {
                            fixture().advance(Duration.ofMinutes(25));
                        }
                    }
                } finally {
                    done.set(true);
                    turns.release(WORKERS);
                }
            } else {
                work(thread, turns, done);
            }
            return true;
        });
        Verified verified = clean();
        assertThat(verified.open() + verified.closed()).as("reservations").isPositive();
    }

    private void work(int thread, Semaphore turns, AtomicBoolean done) throws InterruptedException {
        Random random = new Random(thread);
        for (int call = 0; !done.get(); call++) {
            turns.acquire();
            String id = thread + "-" + call;
            ReserveBuilder reserve = fixture()
                    .reserve(id)
                    .on(fixture().user("u" + random.nextInt(3)), HOURLY)
                    .credits(1 + random.nextInt(50))
                    .hold(Resource.SLOTS, 1)
                    .lease(Duration.ofMinutes(20));
            if (random.nextBoolean()) {
                reserve.on(fixture().pool("p"), HOURLY);
            }
            if (random.nextInt(3) == 0) {
                reserve.step("s" + thread + '-' + random.nextInt(4));
            }
            if (reserve.send() instanceof ReserveOutcome.Reserved) {
                ReservationId reservation = fixture().id(id);
                fixture().track(reservation, "t", all(random.nextInt(60)));
                fixture().extend(reservation, "e", random.nextInt(20));
                close(reservation, random.nextInt(6));
            }
            if (random.nextInt(10) == 0) {
                fixture().settle(fixture().id(thread + "-" + random.nextInt(call + 1)), all(60), OverrunPolicy.CHARGE);
            }
            if (random.nextInt(20) == 0) {
                fixture().upkeep().expireDue(50);
                fixture()
                        .accounts()
                        .apply(new AccountCommand.Adjust(
                                fixture().user("u1"),
                                StoreFixture.op(id),
                                Resource.CREDITS,
                                1 + random.nextInt(3),
                                "test"));
                fixture().upkeep().prune(Duration.ofMinutes(40), 50);
            }
        }
    }

    /** Closes a reservation in one of several ways, or leaves it open. */
    private void close(ReservationId reservation, int way) {
        switch (way) {
            case 0 -> fixture().settle(reservation, all(60), OverrunPolicy.CHARGE);
            case 1 -> fixture().settle(reservation, all(100_000), OverrunPolicy.CAP);
            case 2 -> fixture().release(reservation);
            case 3 -> fixture().settle(reservation, all(5), OverrunPolicy.REJECT);
            default -> {
                // It stays open, until its lease runs out.
            }
        }
    }

    private void administer(AccountId user, int hour) {
        for (AccountCommand command : new AccountCommand[] {
            new AccountCommand.Grant(user, StoreFixture.op("grant" + hour), Resource.CREDITS, 500, "test"),
            new AccountCommand.Adjust(user, StoreFixture.op("adjust" + hour), Resource.CREDITS, 7, "test"),
            new AccountCommand.Adjust(user, StoreFixture.op("refund" + hour), Resource.CREDITS, -3, "test"),
            new AccountCommand.SetLimit(
                    user, StoreFixture.op("limit" + hour), Resource.CREDITS, 2_000_000 + hour, "test"),
            new AccountCommand.SetLimit(
                    user, StoreFixture.op("lift" + hour), Resource.TOKENS, Limits.UNLIMITED, "test"),
            new AccountCommand.ClearLimit(user, StoreFixture.op("clear" + hour), Resource.SLOTS, "test"),
        }) {
            fixture().accounts().apply(command);
        }
    }

    private static ResourceUsage all(long amount) {
        return ResourceUsage.builder()
                .creditUnits(amount)
                .tokens(amount * 10)
                .apiCalls(amount)
                .computeMillis(amount * 3)
                .memoryBytes(amount << 10)
                .build();
    }

    private Verified clean() {
        return VerificationAssertions.assertClean(
                fixture().harness().adapter(), fixture().tenant());
    }
}
