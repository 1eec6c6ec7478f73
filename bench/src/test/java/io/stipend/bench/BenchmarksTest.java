package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.local.SynchronizationStrategy;
import io.stipend.core.Extension;
import io.stipend.core.ReservationStatus;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.Credits;
import io.stipend.core.policy.UsageLevel;
import io.stipend.events.EventPublishers;
import io.stipend.store.memory.MemoryStores;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

/** The benchmarks do what their names say. */
class BenchmarksTest {

    private static final int TIMES = 50;

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void cycleSettlesItsReservation(int accounts) {
        MemoryCycle benchmark = new MemoryCycle();
        benchmark.accounts = accounts;
        benchmark.open();
        try {
            Caller caller = caller(accounts);
            for (int i = 0; i < TIMES; i++) {
                var report = benchmark.cycle(caller);
                assertThat(report.status()).isEqualTo(ReservationStatus.COMPLETED);
                assertThat(report.charged().credits()).isEqualTo(1_500);
                assertThat(report.charged().tokens()).isEqualTo(1_100);
                assertThat(report.warnings()).isEmpty();
            }
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void reserveIsApproved(int accounts) {
        MemoryReserve benchmark = new MemoryReserve();
        benchmark.accounts = accounts;
        benchmark.open();
        try {
            Caller caller = caller(accounts);
            for (int i = 0; i < TIMES; i++) {
                assertThat(benchmark.reserve(caller)).matches(ReserveResult::isApproved);
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void reportsAndExtensionsGoOnForReservationAfterReservation() {
        MemoryCycle benchmark = new MemoryCycle();
        benchmark.accounts = 1;
        benchmark.open();
        try {
            Caller caller = caller(1);
            for (int i = 0; i < 5 * TIMES; i++) {
                assertThat(benchmark.report(caller).level()).isEqualTo(UsageLevel.NORMAL);
                assertThat(benchmark.extend(caller)).isInstanceOf(Extension.Result.Extended.class);
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void managerCallsChargeWhatTheySay() {
        try (ManagerCalls calls = ManagerCalls.open(MemoryStores.open(), 1, EventPublishers.none())) {
            calls.reserve(0);
            var second = calls.reserve(0).reservationId();

            assertThat(calls.track(second).used().tokens()).isEqualTo(600);
            calls.settle(second);

            assertThat(calls.openReservations()).isEqualTo(1);
            // One cycle was run when it was opened, and one here.
            assertThat(calls.creditsUsed()).isEqualTo(Credits.ofUnits(3_000));
        }
    }

    @Test
    void floorKeepsItsBooks() {
        FloorBooks books = new FloorBooks(2);

        assertThat(books.reserve(1, 0, 2_000, 1_500)).isTrue();
        assertThat(books.balance(0))
                .isEqualTo(new FloorBooks.Balance(Long.MAX_VALUE - 2_000, 2_000, 0, Long.MAX_VALUE - 1_500, 1_500, 0));
        assertThat(books.track(1, 2_001, 0)).isFalse();
        assertThat(books.settle(1, 1_500, 1_100)).isTrue();
        assertThat(books.balance(0))
                .isEqualTo(new FloorBooks.Balance(Long.MAX_VALUE - 1_500, 0, 1_500, Long.MAX_VALUE - 1_100, 0, 1_100));

        assertThat(books.reserve(2, 0, Long.MAX_VALUE, 0)).isFalse();
        assertThat(books.track(1, 0, 0)).isFalse();
        assertThat(books.settle(1, 0, 0)).isFalse();
        assertThat(books.openReservations()).isZero();
        assertThat(books.balance(1).creditsSpent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void floorCompletesItsCycles(int accounts) {
        Floor benchmark = new Floor();
        benchmark.accounts = accounts;
        benchmark.open();
        Caller caller = caller(accounts);
        for (int i = 0; i < TIMES; i++) {
            assertThat(benchmark.cycle(caller)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCK_FREE", "SYNCHRONIZED"})
    void bucketsHaveTokens(SynchronizationStrategy strategy) {
        Bucket4jTokens benchmark = new Bucket4jTokens();
        benchmark.accounts = 10;
        benchmark.strategy = strategy;
        benchmark.open();
        Caller caller = caller(10);
        for (int i = 0; i < TIMES; i++) {
            assertThat(benchmark.tryConsume(caller)).isTrue();
        }
    }

    @Test
    void idsAreUnique() {
        Ids ids = new Ids();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < TIMES; i++) {
            seen.add(ids.timeOrdered().value());
            seen.add(ids.randomUuid());
        }
        assertThat(seen).hasSize(2 * TIMES);
    }

    @Test
    void callersVisitEveryAccount() {
        Caller caller = caller(10_000);
        Set<Integer> visited = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            visited.add(caller.nextAccount());
        }
        assertThat(visited).hasSize(10_000).allMatch(account -> account >= 0 && account < 10_000);
    }

    @Test
    void openReservationsAreWeighed() {
        Measurement measured = OpenReservations.measure(MemoryStores::open, 20_000);

        // An envelope alone is 64 bytes, an id 56 and more.
        assertThat(measured.bytesPerOp()).isBetween(120.0, 5_000.0);
        assertThat(measured.p50Micros()).isPositive().isLessThanOrEqualTo(measured.p99Micros());
        assertThat(measured.opsPerSecond()).isPositive();
    }

    @Test
    void everyCaseNamesABenchmark() {
        List<BenchCase> cases = new ArrayList<>(MemorySuite.cases());
        cases.addAll(PostgresSuite.cases("url"));
        cases.addAll(HttpSuite.cases("url"));
        assertThat(cases).allSatisfy(each -> {
            int dot = each.benchmark().lastIndexOf('.');
            Method[] methods = Class.forName(each.benchmark().substring(0, dot)).getDeclaredMethods();
            assertThat(Arrays.stream(methods)
                            .filter(method -> method.isAnnotationPresent(Benchmark.class))
                            .map(Method::getName))
                    .contains(each.benchmark().substring(dot + 1));
        });
    }

    private static Caller caller(int accounts) {
        Caller caller = new Caller();
        caller.startAt(accounts, 1);
        return caller;
    }
}
