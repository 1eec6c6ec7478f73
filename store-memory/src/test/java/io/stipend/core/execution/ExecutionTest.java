package io.stipend.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReservationStatus;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.harness.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The handle, over a store in memory that fails as told, on clocks that are moved by hand. */
final class ExecutionTest {

    private static final AccountId ANN = AccountId.user("ann");
    private static final Duration LEASE = Duration.ofSeconds(1);

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, clock);
    private final FlakyStore store = new FlakyStore(adapter.creditStore());
    private final ResourceManager manager =
            new ResourceManager(store, adapter.upkeep(), LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, Telemetry.none());
    private final ManualTimer timer = new ManualTimer(clock);
    private final Executions executions = new Executions(manager, timer);

    @AfterEach
    void close() {
        executions.close();
        adapter.close();
    }

    private static BudgetRequest.Builder request() {
        return BudgetRequest.builder(
                        AvailableResources.credits("100"),
                        ExecutionConstraints.builder().maxCost("1").build())
                .user("ann")
                .lease(LEASE);
    }

    private Execution open() {
        return open(Execution.Options.DEFAULT);
    }

    private Execution open(Execution.Options options) {
        return ((Execution.OpenResult.Started) executions.open(request().build(), options)).execution();
    }

    private static ResourceUsage credits(Credits credits) {
        return ResourceUsage.builder().credits(credits).build();
    }

    private static ResourceUsage credits(String amount) {
        return ResourceUsage.builder().credits(amount).build();
    }

    private long reserved() {
        return adapter.accountAdministration()
                .show(ANN)
                .orElseThrow()
                .reserved()
                .credits();
    }

    private long spent() {
        return adapter.accountAdministration().show(ANN).orElseThrow().spent().credits();
    }

    private ReservationStatus status(Execution execution) {
        return manager.statusOf(execution.reservationId()).orElseThrow();
    }

    // Working

    @Test
    void tracksAdaptsAndSettles() {
        Execution handle = open();
        try (Execution execution = handle) {
            assertThat(execution.remaining().credits()).isEqualTo(100_000_000);
            assertThat(execution.level()).isEqualTo(UsageLevel.NORMAL);
            execution.track(credits("0.5"));
            assertThat(execution.track(credits("0.35")).level()).isEqualTo(UsageLevel.WARNING);
            assertThat(execution.remaining().credits()).isEqualTo(15_000_000);
            assertThat(execution.used().credits()).isEqualTo(85_000_000);
            assertThat(execution.level()).isEqualTo(UsageLevel.WARNING);

            assertThat(execution.extend(Extension.credits(Credits.of(1))))
                    .isInstanceOf(Extension.Result.Extended.class);
            assertThat(execution.held().credits()).isEqualTo(200_000_000);
            assertThat(execution.remaining().credits()).isEqualTo(115_000_000);

            SettlementReport report = execution.settle(credits("0.9"));
            assertThat(report.charged().credits()).isEqualTo(90_000_000);
        }
        assertThat(handle.report().orElseThrow().status()).isEqualTo(ReservationStatus.COMPLETED);
        assertThat(store.closes).hasSize(1);
        assertThat(reserved()).isZero();
        assertThat(spent()).isEqualTo(90_000_000);
    }

    @Test
    void givesIdleHoldBackAndAsksWhatIsAvailable() {
        try (Execution execution = open()) {
            TrackingReport report = execution.track(credits("0.25"), OperationId.of("t"), true);
            assertThat(report.balances()).isNotEmpty();
            Extension less = Extension.less(ResourceVector.of(Resource.CREDITS, 60_000_000));
            execution.extend(less, OperationId.of("less"));

            assertThat(execution.held().credits()).isEqualTo(40_000_000);
            assertThat(execution.remaining().credits()).isEqualTo(15_000_000);
            execution.track(credits("0.25"), OperationId.of("t"), true);
            assertThat(execution.held().credits())
                    .as("an answer about what was before changes nothing")
                    .isEqualTo(40_000_000);
            execution.extend(less, OperationId.of("less"));
            assertThat(reserved()).as("once").isEqualTo(40_000_000);
        }
    }

    @Test
    void aRejectionIsAValue() {
        Execution.OpenResult result =
                executions.open(BudgetRequest.builder(AvailableResources.credits("0"), ExecutionConstraints.NONE)
                        .build());

        assertThat(result)
                .isInstanceOfSatisfying(
                        Execution.OpenResult.Rejected.class,
                        rejected ->
                                assertThat(rejected.rejection().code()).isEqualTo(Rejection.Code.INSUFFICIENT_CREDITS));
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void whatIsNotSettledIsReleasedAndTheBodysExceptionComesThrough() {
        IllegalStateException failure = new IllegalStateException("the model broke");

        assertThatThrownBy(() -> {
                    try (Execution execution = open()) {
                        execution.track(credits("0.25"));
                        throw failure;
                    }
                })
                .isSameAs(failure)
                .hasNoSuppressedExceptions();

        assertThat(reserved()).isZero();
        assertThat(spent()).isEqualTo(25_000_000);
    }

    @Test
    void closingAgainDoesNothing() {
        Execution execution = open();
        execution.close();
        execution.close();

        assertThat(store.closes).hasSize(1);
        assertThat(execution.report().orElseThrow().status()).isEqualTo(ReservationStatus.RELEASED);
        assertThat(execution.isLost()).isFalse();
    }

    // Leases

    @Test
    void theLeaseIsRenewedAsLongAsItWorks() {
        Execution execution = open();

        timer.advance(Duration.ofSeconds(10));

        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
        assertThat(store.extensions.get()).isBetween(18, 21);
        execution.settle(credits("0.1"));
        int renewed = store.extensions.get();
        timer.advance(Duration.ofSeconds(3));
        assertThat(store.extensions).hasValue(renewed);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void whatReportsHaveRenewedIsNotRenewedAgain() {
        Execution execution = open();

        for (int report = 0; report < 20; report++) {
            timer.advance(Duration.ofMillis(400));
            execution.track(credits("0.001"));
        }

        assertThat(store.extensions).hasValue(0);
        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
    }

    @Test
    void aReportThatIsReplayedRenewsNothing() {
        Execution execution = open();
        OperationId once = OperationId.of("once");
        execution.track(credits("0.001"), once);
        store.beforeExtend = command -> {
            throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "no renewals");
        };

        for (int report = 0; report < 5; report++) {
            timer.advance(Duration.ofMillis(200));
            execution.track(credits("0.001"), once);
        }

        assertThat(execution.isLost()).isTrue();
    }

    @Test
    void theLeaseIsNotRenewedBeyondTheLongestRunTime() {
        Execution execution = open(Execution.Options.DEFAULT.withMaxRunTime(Duration.ofMillis(2_700)));

        timer.advance(Duration.ofMillis(2_699));
        adapter.upkeep().expireDue(10);
        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);

        timer.advance(Duration.ofMillis(1));
        adapter.upkeep().expireDue(10);
        assertThat(status(execution)).isEqualTo(ReservationStatus.EXPIRED);
        assertThat(execution.isLost()).isTrue();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void aRenewalThatFailsIsToldAndTriedAgain() {
        List<String> told = new ArrayList<>();
        Execution execution = open(Execution.Options.DEFAULT.withOnTrouble(handle ->
                told.add(handle.isLost() + " " + handle.renewalFailure().isPresent())));
        store.mode = FlakyStore.Mode.AWAY;
        timer.advance(Duration.ofMillis(800));

        assertThat(told).containsExactly("false true");
        assertThat(execution.isLost()).isFalse();
        store.mode = FlakyStore.Mode.WELL;
        timer.advance(Duration.ofMillis(200));

        assertThat(execution.renewalFailure()).isEmpty();
        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
        assertThat(told).hasSize(1);
    }

    @Test
    void aHoldThatIsLostIsToldAndCanBeSettledLate() {
        List<Boolean> told = new ArrayList<>();
        Execution execution = open(Execution.Options.DEFAULT.withOnTrouble(handle -> told.add(handle.isLost())));
        execution.track(credits("0.2"));
        store.mode = FlakyStore.Mode.AWAY;
        timer.advance(Duration.ofSeconds(2));
        assertThat(told).containsExactly(false, true);
        assertThat(execution.isLost()).isTrue();

        store.mode = FlakyStore.Mode.WELL;
        timer.advance(Duration.ofMillis(200));

        assertThat(execution.isLost()).isTrue();
        assertThatThrownBy(() -> execution.track(credits("0.1"))).isInstanceOf(RefusedException.AlreadyClosed.class);
        assertThat(execution.settle(credits("0.6")).late()).isTrue();
        execution.close();
        assertThat(spent()).isEqualTo(60_000_000);
    }

    @Test
    void aListenerThatFailsHarmsNothing() {
        Execution execution = open(Execution.Options.DEFAULT.withOnTrouble(handle -> {
            throw new IllegalStateException("listener");
        }));
        store.mode = FlakyStore.Mode.AWAY;
        timer.advance(Duration.ofMillis(700));
        store.mode = FlakyStore.Mode.WELL;
        timer.advance(Duration.ofSeconds(3));

        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
    }

    @Test
    void closedExecutionsRenewNothingAndOpenNothing() {
        Execution execution = open();
        executions.close();
        timer.advance(Duration.ofSeconds(2));

        assertThat(store.extensions).hasValue(0);
        assertThatThrownBy(() -> executions.open(request().build())).isInstanceOf(IllegalStateException.class);
        execution.settle(credits("0.1"));
        assertThat(spent()).isEqualTo(10_000_000);
    }

    /** On real threads: the first renewal hangs until all others have come through. */
    @Test
    void aSlowRenewalHoldsUpNoOther() throws InterruptedException {
        Set<ReservationId> renewed = ConcurrentHashMap.newKeySet();
        CountDownLatch others = new CountDownLatch(9);
        CountDownLatch slow = new CountDownLatch(1);
        try (Executions threaded = new Executions(manager)) {
            List<Execution> open = new ArrayList<>();
            ReservationId first = ReservationId.of("first");
            store.beforeExtend = command -> {
                ReservationId id = (ReservationId) command.target();
                if (id.equals(first)) {
                    awaitUninterrupted(others);
                    slow.countDown();
                } else if (renewed.add(id)) {
                    others.countDown();
                }
            };
            for (int i = 0; i < 10; i++) {
                BudgetRequest.Builder each = request().lease(Duration.ofMillis(100));
                open.add(((Execution.OpenResult.Started)
                                threaded.open((i == 0 ? each.reservationId(first.value()) : each).build()))
                        .execution());
            }

            assertThat(slow.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(renewed).hasSize(9);
            open.forEach(Execution::close);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // A store that fails

    @ParameterizedTest
    @EnumSource(names = {"AWAY", "ANSWERS_LOST"})
    void aSettlementThatFailedIsTriedAgainByClose(FlakyStore.Mode mode) {
        Execution handle = open();

        assertThatThrownBy(() -> {
                    try (Execution execution = handle) {
                        execution.track(credits("0.1"));
                        store.mode = mode;
                        try {
                            execution.settle(credits("0.7"));
                        } finally {
                            store.mode = FlakyStore.Mode.WELL;
                        }
                    }
                })
                .isInstanceOf(CreditStoreException.class)
                .hasNoSuppressedExceptions();

        assertThat(store.closes).hasSize(2);
        assertThat(store.closes.get(1)).isEqualTo(store.closes.get(0));
        assertThat(handle.report().orElseThrow().status()).isEqualTo(ReservationStatus.COMPLETED);
        assertThat(handle.report().orElseThrow().replayed()).isEqualTo(mode == FlakyStore.Mode.ANSWERS_LOST);
        assertThat(spent()).isEqualTo(70_000_000);
        assertThat(reserved()).isZero();
    }

    @Test
    void whenTheStoreIsDownCloseLetsTheLeaseRunOutAndWhatWasTrackedIsBooked() {
        Execution execution = open();
        execution.track(credits("0.3"));
        store.mode = FlakyStore.Mode.AWAY;

        execution.close();
        assertThat(execution.report()).isEmpty();
        assertThat(reserved()).isEqualTo(100_000_000);
        store.mode = FlakyStore.Mode.WELL;
        timer.advance(LEASE);
        adapter.upkeep().expireDue(10);

        assertThat(store.extensions).hasValue(0);
        assertThat(reserved()).isZero();
        assertThat(spent()).isEqualTo(30_000_000);
    }

    @Test
    void aSettlementThatNeverCameThroughCanBeMadeLate() {
        Execution execution = open();
        execution.track(credits("0.3"));
        store.mode = FlakyStore.Mode.AWAY;
        assertThatThrownBy(() -> execution.settle(credits("0.8"))).isInstanceOf(CreditStoreException.class);
        execution.close();
        assertThat(execution.report()).isEmpty();
        store.mode = FlakyStore.Mode.WELL;
        timer.advance(LEASE);
        adapter.upkeep().expireDue(10);

        manager.finalizeUsage(execution.reservationId(), credits("0.8"));

        assertThat(spent()).isEqualTo(80_000_000);
    }

    @Test
    void anOverrunThatIsRejectedLeavesItOpenAndCloseDoesNotReleaseIt() {
        Execution execution = open();
        execution.track(credits("0.4"));

        assertThatThrownBy(() -> execution.settle(credits("1.5"), OverrunPolicy.REJECT))
                .isInstanceOf(RefusedException.OverrunRejected.class);
        timer.advance(Duration.ofSeconds(3));
        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
        execution.close();

        assertThat(status(execution)).isEqualTo(ReservationStatus.ACTIVE);
        assertThat(manager.finalizeUsage(execution.reservationId(), credits("1.5"))
                        .late())
                .isFalse();
        assertThat(spent()).isEqualTo(150_000_000);
    }

    // A settlement that fails on what it is given

    /** A price times a count, as a usage report carries it: it has more decimals than credits have. */
    private static final double COMPUTED = 0.0001575 * 3;

    @SuppressWarnings("NullAway") // For callers without it.
    static Stream<Supplier<ResourceUsage>> badUsage() {
        return Stream.of(
                () -> credits(Credits.of(COMPUTED)),
                () -> credits(Credits.of(new BigDecimal("0.000472512345"))),
                () -> credits(Credits.rounded(Double.NaN)),
                () -> ResourceUsage.builder().tokens(-1).build(),
                () -> {
                    throw new IllegalStateException("no price for this model");
                },
                () -> null);
    }

    @ParameterizedTest
    @MethodSource("badUsage")
    void aSettlementWithBadUsageIsNeverAReleaseAndCanBeMadeAgain(Supplier<ResourceUsage> bad) {
        Execution handle = open();

        assertThatThrownBy(() -> {
                    try (Execution execution = handle) {
                        execution.track(credits("0.0001"));
                        execution.settle(bad);
                    }
                })
                .isInstanceOf(RuntimeException.class)
                .hasNoSuppressedExceptions();

        assertThat(store.closes).isEmpty();
        assertThat(handle.report()).isEmpty();
        assertThat(status(handle)).isEqualTo(ReservationStatus.ACTIVE);
        SettlementReport report = manager.finalizeUsage(handle.reservationId(), credits(Credits.rounded(COMPUTED)));
        assertThat(report.late()).isFalse();
        assertThat(spent()).isEqualTo(47_250);
        assertThat(reserved()).isZero();
    }

    @Test
    void aSettlementWithBadUsageIsMadeGoodByTheSameHandle() {
        try (Execution execution = open()) {
            assertThatThrownBy(() -> execution.settle(() -> credits(Credits.of(COMPUTED))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContainingAll(BigDecimal.valueOf(COMPUTED).toString(), "Credits.rounded");

            execution.settle(() -> credits(Credits.rounded(COMPUTED)));
        }

        assertThat(store.closes).hasSize(1);
        assertThat(spent()).isEqualTo(47_250);
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void aSettlementWithBadUsageIsMadeLateOnceTheLeaseIsOver() {
        try (Execution execution = open()) {
            execution.track(credits("0.0001"));
            assertThatThrownBy(() -> execution.settle((ResourceUsage) null))
                    .isInstanceOf(InvalidRequestException.class);
            execution.close();
            timer.advance(LEASE);
            adapter.upkeep().expireDue(10);
            assertThat(spent()).isEqualTo(10_000);

            SettlementReport late =
                    manager.finalizeUsage(execution.reservationId(), credits(Credits.rounded(COMPUTED)));

            assertThat(late.late()).isTrue();
            assertThat(late.bookedBefore().credits()).isEqualTo(10_000);
        }
        assertThat(store.extensions).hasValue(0);
        assertThat(spent()).isEqualTo(47_250);
    }

    @Test
    void aReservationThatIsClosedElsewhereIsLeftAlone() {
        Execution execution = open();
        manager.releaseReservation(execution.reservationId());

        execution.close();

        assertThat(execution.report())
                .hasValueSatisfying(report -> assertThat(report.replayed()).isTrue());
    }

    @Test
    void anotherTryGoesOnWithTheBudgetItHad() {
        BudgetRequest request = request().reservationId("mine").build();
        Execution first = ((Execution.OpenResult.Started) executions.open(request)).execution();
        first.track(credits("0.4"));

        Execution second = ((Execution.OpenResult.Started) executions.open(request)).execution();

        assertThat(second.reservationId()).isEqualTo(first.reservationId());
        assertThat(second.remaining().credits()).isEqualTo(60_000_000);
        assertThat(reserved()).isEqualTo(100_000_000);
        second.settle(credits("0.5"));
        assertThatThrownBy(() -> executions.open(request))
                .isInstanceOf(RefusedException.AlreadyClosed.class)
                .hasMessageContainingAll("'mine'", "SETTLED");
    }

    @Test
    void anUnknownOutcomeOfAReserveIsThrownAndHoldsNoThread() {
        store.mode = FlakyStore.Mode.ANSWERS_LOST;

        assertThatThrownBy(() -> executions.open(request().build())).isInstanceOf(OutcomeUnknownException.class);
        assertThat(timer.waiting()).isZero();
    }
}
