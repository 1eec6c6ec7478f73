package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the manager makes of each answer a store can give, and what it asks the store for. */
final class ResourceManagerTest {

    private static final AvailableResources PLENTY = AvailableResources.credits("100");
    private static final ExecutionConstraints NONE = ExecutionConstraints.NONE;
    private static final ReservationId ID = ReservationId.of("r1");
    private static final StepId STEP = StepId.of("s1");
    private static final OperationId OPERATION = OperationId.of("op-1");
    private static final ResourceVector HELD = ResourceVector.of(100, 100, 0, 0, 0, 1);
    private static final ResourceUsage USAGE =
            ResourceUsage.builder().tokens(80).build();
    private static final ReservationHeader HEADER =
            new ReservationHeader(ID, AccountPath.of(List.of(AccountId.user("ann"))), null, 1000);

    private final ScriptedStore store = new ScriptedStore();
    private final ResourceManager manager = manager(LimitPolicy.DEFAULT);

    private ResourceManager manager(LimitPolicy limits) {
        return new ResourceManager(store, store, limits, ManagerConfig.DEFAULT, Telemetry.none());
    }

    private static ReserveOutcome reserved(ReserveCommand command, boolean replayed) {
        ReservationHeader header = new ReservationHeader(command.id(), command.path(), command.swarmId(), 1000);
        return new ReserveOutcome.Reserved(new JournalEntry.Opened(header, command, 6000), replayed);
    }

    private static JournalEntry.Tracked tracked(double peakBefore, long tokens) {
        ResourceVector used = ResourceVector.of(Resource.TOKENS, tokens);
        return new JournalEntry.Tracked(
                HEADER,
                2,
                1100,
                OPERATION,
                0,
                USAGE,
                null,
                HELD,
                used,
                peakBefore,
                Math.max(peakBefore, ResourceVector.usageRatio(used, HELD)),
                7000);
    }

    private static JournalEntry.Closed closed(
            CloseKind kind, ResourceVector used, ResourceVector charged, long before) {
        return new JournalEntry.Closed(
                HEADER,
                3,
                1500,
                kind,
                OPERATION,
                0,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                null,
                HELD,
                used,
                charged,
                ResourceVector.of(Resource.CREDITS, before),
                0.85,
                before > 0);
    }

    // Reserve

    @Test
    void approvesWhatTheStoreHolds() {
        store.onReserve = command -> reserved(command, false);

        ReserveResult.Approved approved =
                manager.reserveBudget(PLENTY, NONE, "ann", null).orElseThrow();

        ReserveCommand command = store.only(ReserveCommand.class);
        assertThat(command.path().accounts()).containsExactly(AccountId.user("ann"));
        assertThat(command.terms()).containsExactly(AccountTerms.credits(Credits.of(10_000)));
        assertThat(command.envelope()).isEqualTo(ResourceVector.of(10_000_000, 1000, 5, 30_000, 0, 1));
        assertThat(command.leaseMillis()).isEqualTo(300_000);
        assertThat(approved)
                .isEqualTo(new ReserveResult.Approved(command.id(), command.envelope(), 6000, 300_000, false));
        assertThat(approved.expiresAt()).isEqualTo(Instant.ofEpochMilli(6000));
    }

    private ResourceManager priced(PriceSource prices) {
        store.onReserve = command -> reserved(command, false);
        return new ResourceManager(
                store, store, LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, prices, Telemetry.none(), null, null);
    }

    private ResourceVector held(PriceSource prices, ExecutionConstraints.Builder constraints) {
        return priced(prices)
                .reserveBudget(PLENTY, constraints.build(), "ann", null)
                .orElseThrow()
                .held();
    }

    @Test
    void aCallThatIsNamedIsHeldAtItsPrice() {
        PriceSource prices =
                (model, input, output) -> Optional.of(Credits.ofUnits(model.length() * 100L + input + 2 * output));
        ExecutionConstraints.Builder call = ExecutionConstraints.builder().modelCall("m", 30, 500);

        assertThat(held(prices, call)).isEqualTo(ResourceVector.of(1_130, 530, 5, 30_000, 0, 1));
        assertThat(held(prices, call.maxTokens(40))).isEqualTo(ResourceVector.of(1_130, 40, 5, 30_000, 0, 1));
        assertThat(held(prices, call.maxCost(Credits.ofUnits(7)))).isEqualTo(ResourceVector.of(7, 40, 5, 30_000, 0, 1));
    }

    @Test
    void aCallWithoutAPriceIsEstimatedOrRefused() {
        ExecutionConstraints.Builder call = ExecutionConstraints.builder().modelCall("m", 30, 500);

        assertThat(held((model, input, output) -> Optional.empty(), call).credits())
                .isEqualTo(10_000_000);
        assertThatThrownBy(() -> held(PriceSource.none(), call))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "calls the model 'm' and names no maxCost, and there are no prices; name maxCost");
    }

    /** A price is policy: the same request at another price is a second try, and gets the first answer. */
    @Test
    void anotherPriceIsNotAnotherRequest() {
        ExecutionConstraints call =
                ExecutionConstraints.builder().modelCall("m", 30, 500).build();
        BudgetRequest request =
                BudgetRequest.builder(PLENTY, call).reservationId("r1").build();

        priced((model, input, output) -> Optional.of(Credits.ofUnits(1))).reserveBudget(request);
        priced((model, input, output) -> Optional.of(Credits.ofUnits(2))).reserveBudget(request);

        assertThat(store.commands)
                .extracting(command -> ((ReserveCommand) command).fingerprint())
                .hasSize(2)
                .allMatch(print -> print == request.fingerprint());
        assertThat(ExecutionConstraints.builder()
                        .modelCall("m", 30, 501)
                        .build()
                        .fingerprint())
                .isNotEqualTo(call.fingerprint());
    }

    @Test
    void withoutAUserNobodyIsCharged() {
        store.onReserve = command -> reserved(command, false);

        assertThat(manager.reserveBudget(PLENTY, NONE).isApproved()).isTrue();

        assertThat(store.only(ReserveCommand.class).path()).isEqualTo(AccountPath.EMPTY);
    }

    @Test
    void aSwarmIsOnThePathOnlyIfItsTermsLimitAnything() {
        store.onReserve = command -> reserved(command, false);
        AccountTerms limited = AccountTerms.credits(Credits.of(1));

        manager.reserveBudget(PLENTY, NONE, "ann", "hive");
        manager(LimitPolicy.perKind(Map.of(AccountId.Kind.SWARM, limited))).reserveBudget(PLENTY, NONE, "ann", "hive");

        ReserveCommand without = (ReserveCommand) store.commands.get(0);
        ReserveCommand with = (ReserveCommand) store.commands.get(1);
        assertThat(without.path().texts()).containsExactly("user:ann");
        assertThat(without.swarmId()).isEqualTo("hive");
        assertThat(with.path().texts()).containsExactly("user:ann", "swarm:hive");
        assertThat(with.terms()).containsExactly(AccountTerms.UNLIMITED, limited);
    }

    @Test
    void aRequestIsSentWhole() {
        store.onReserve = command -> reserved(command, false);
        BudgetRequest request = BudgetRequest.builder(
                        PLENTY,
                        ExecutionConstraints.builder()
                                .maxCost("0.5")
                                .requireConfidence(0.9)
                                .retries(2)
                                .build())
                .tenant("acme")
                .user("ann")
                .pools("night", "day")
                .step("s1")
                .lease(Duration.ofSeconds(9))
                .reservationId("mine")
                .attribute("colour", "red")
                .build();

        manager.reserveBudget(request);

        ReserveCommand command = store.only(ReserveCommand.class);
        assertThat(command.id()).isEqualTo(new ReservationId("acme", "mine"));
        assertThat(command.path().texts()).containsExactly("user:ann", "pool:night", "pool:day");
        assertThat(command.path().accounts())
                .allMatch(account -> account.tenant().equals("acme"));
        assertThat(command.envelope().credits()).isEqualTo(50_000_000);
        assertThat(command.stepId()).isEqualTo("s1");
        assertThat(command.leaseMillis()).isEqualTo(9000);
        assertThat(command.attributes())
                .containsOnly(
                        Map.entry("colour", "red"),
                        Map.entry("stipend.requiredConfidence", "0.9"),
                        Map.entry("stipend.retries", "2"));
    }

    @Test
    void whatIsShortAtHandIsRejectedBeforeTheStoreIsAsked() {
        ReserveResult result = manager.reserveBudget(AvailableResources.credits("0.05"), NONE, "ann", null);

        assertThat(result)
                .isInstanceOfSatisfying(
                        ReserveResult.Rejected.class,
                        rejected ->
                                assertThat(rejected.rejection().code()).isEqualTo(Rejection.Code.INSUFFICIENT_CREDITS));
        assertThat(result.approved()).isEmpty();
        assertThat(store.commands).isEmpty();
        assertThatThrownBy(result::orElseThrow)
                .isInstanceOf(ReserveResult.RejectedException.class)
                .hasMessageContainingAll("INSUFFICIENT_CREDITS", "0.05000000", "0.10000000 needed");
    }

    @Test
    void anExhaustedAccountIsAValueWithItsNumbers() {
        store.onReserve = command -> new Insufficient(AccountId.user("ann"), Resource.CREDITS, 10_000_000, -7);

        ReserveResult.Rejected rejected = (ReserveResult.Rejected) manager.reserveBudget(PLENTY, NONE, "ann", null);

        assertThat(rejected.rejection())
                .isEqualTo(
                        Rejection.exhausted(new Insufficient(AccountId.user("ann"), Resource.CREDITS, 10_000_000, -7)));
    }

    @Test
    void aFrozenAccountIsAValueWithWhoAndWhy() {
        Frozen frozen = new Frozen(AccountId.user("ann"), "ops: card stolen");
        store.onReserve = command -> frozen;
        store.onExtend = command -> frozen;

        ReserveResult.Rejected rejected = (ReserveResult.Rejected) manager.reserveBudget(PLENTY, NONE, "ann", null);
        assertThat(rejected.rejection()).isEqualTo(Rejection.of(frozen));
        assertThat(manager.extendReservation(ID, Extension.lease(Duration.ofSeconds(1))))
                .isEqualTo(new Extension.Result.Refused(Rejection.of(frozen)));
        assertThat(manager.getMetrics().rejectedBy()).containsEntry(Rejection.Code.ACCOUNT_FROZEN, 1L);
    }

    @Test
    void aReservationIdUsedForSomethingElseIsAConflict() {
        store.onReserve = command -> new Refusal.Conflict();
        assertThatThrownBy(() -> manager.reserveBudget(
                        BudgetRequest.builder(PLENTY, NONE).reservationId("r1").build()))
                .isInstanceOf(RefusedException.Conflict.class)
                .hasMessageContainingAll("'r1'", "use a new id");

        store.onReserve = command -> new Refusal.StepTaken(STEP, ReservationId.of("other"));
        assertThatThrownBy(() -> manager.reserveBudget(PLENTY, NONE, "ann", null))
                .isInstanceOf(RefusedException.StepConflict.class)
                .hasMessageContainingAll("'s1'", "'other'", "another step id");
    }

    @Test
    @SuppressWarnings("NullAway") // A policy of a caller without it.
    void aPolicyWithoutTermsIsNamed() {
        assertThatThrownBy(() -> manager(account -> null).reserveBudget(PLENTY, NONE, "ann", null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("'user:ann'", "AccountTerms.UNLIMITED");
        assertThat(store.commands).isEmpty();
    }

    @Test
    void countsEachReserveOnceAndEveryRejectionByReason() {
        store.onReserve = command -> reserved(command, false);
        manager.reserveBudget(PLENTY, NONE, "ann", null);
        store.onReserve = command -> reserved(command, true);
        manager.reserveBudget(PLENTY, NONE, "ann", null);
        store.onReserve = command -> new Insufficient(AccountId.user("ann"), Resource.CREDITS, 1, 0);
        manager.reserveBudget(PLENTY, NONE, "ann", null);
        manager.reserveBudget(AvailableResources.credits("0"), NONE);
        store.open = 42;

        var metrics = manager.getMetrics();

        assertThat(metrics.activeAllocations()).isEqualTo(42);
        assertThat(metrics.totalReservations()).isEqualTo(3);
        assertThat(metrics.approvedReservations()).isEqualTo(1);
        assertThat(metrics.rejectedReservations()).isEqualTo(2);
        assertThat(metrics.rejectedBy())
                .containsOnly(
                        Map.entry(Rejection.Code.INSUFFICIENT_CREDITS, 1L),
                        Map.entry(Rejection.Code.INSUFFICIENT_TIME, 0L),
                        Map.entry(Rejection.Code.MODEL_UNAVAILABLE, 0L),
                        Map.entry(Rejection.Code.RESERVATION_TOO_LARGE, 0L),
                        Map.entry(Rejection.Code.ACCOUNT_EXHAUSTED, 1L),
                        Map.entry(Rejection.Code.CEILING_REACHED, 0L),
                        Map.entry(Rejection.Code.ACCOUNT_FROZEN, 0L),
                        Map.entry(Rejection.Code.IDLE_TOO_SMALL, 0L));
    }

    // Bind

    @Test
    void bindsAStepInTheReservationsTenant() {
        manager.setStepId(new ReservationId("acme", "r1"), "s1");

        assertThat(store.only(StepId.class)).isEqualTo(new StepId("acme", "s1"));
    }

    @Test
    void saysWhyAStepCannotBeBound() {
        store.onBind = new Refusal.NotFound();
        assertThatThrownBy(() -> manager.setStepId(ID, "s1"))
                .isInstanceOf(RefusedException.NotFound.class)
                .hasMessageContainingAll("'r1'", "tenant 'default'", "retention");

        store.onBind =
                new Refusal.AlreadyClosed(closed(CloseKind.RELEASED, ResourceVector.ZERO, ResourceVector.ZERO, 0));
        assertThatThrownBy(() -> manager.setStepId(ID, "s1"))
                .isInstanceOfSatisfying(
                        RefusedException.AlreadyClosed.class,
                        closed -> assertThat(closed.closedAs()).isEqualTo("RELEASED"));

        store.onBind = new Refusal.OtherStep(StepId.of("first"));
        assertThatThrownBy(() -> manager.setStepId(ID, "s1"))
                .isInstanceOf(RefusedException.StepConflict.class)
                .hasMessageContainingAll("'r1'", "'first'", "'s1'");

        store.onBind = new Refusal.StepTaken(STEP, ReservationId.of("other"));
        assertThatThrownBy(() -> manager.setStepId(ID, "s1"))
                .isInstanceOf(RefusedException.StepConflict.class)
                .hasMessageContainingAll("'s1'", "'other'");
    }

    // Track

    @Test
    void aReportSaysHowFarTheStepHasCome() {
        store.onTrack = command -> new TrackOutcome.Added(tracked(0.5, 96), false);

        TrackingReport report = manager.trackUsage("s1", USAGE);

        assertThat(store.only(TrackCommand.class).target()).isEqualTo(STEP);
        assertThat(report.usageRatio()).isEqualTo(0.96);
        assertThat(report.level()).isEqualTo(UsageLevel.CRITICAL);
        assertThat(report.entered()).containsExactly(UsageLevel.WARNING, UsageLevel.CRITICAL);
        assertThat(report.status()).isEqualTo(ReservationStatus.EXCEEDED);
        assertThat(report.remaining()).isEqualTo(ResourceVector.of(100, 4, 0, 0, 0, 1));
        assertThat(report.expiresAt()).isEqualTo(Instant.ofEpochMilli(7000));
        assertThat(report.replayed()).isFalse();
    }

    @Test
    void aLevelOnceEnteredIsNotEnteredAgain() {
        store.onTrack = command -> new TrackOutcome.Added(tracked(0.96, 50), true);

        TrackingReport report = manager.trackUsage(ID, USAGE, OPERATION);

        assertThat(report.entered()).isEmpty();
        assertThat(report.level()).isEqualTo(UsageLevel.CRITICAL);
        assertThat(report.replayed()).isTrue();
    }

    @Test
    void everyReportWithoutAnIdCounts() {
        store.onTrack = command -> new TrackOutcome.Added(tracked(0, 1), false);

        manager.trackUsage(ID, USAGE);
        manager.trackUsage(ID, USAGE);

        assertThat(store.commands).doesNotHaveDuplicates();
    }

    @Test
    void saysWhyAReportWasNotAdded() {
        store.onTrack = command -> new Refusal.NotFound();
        assertThatThrownBy(() -> manager.trackUsage("s1", USAGE))
                .isInstanceOf(RefusedException.NotFound.class)
                .hasMessageContainingAll("step 's1'", "setStepId");

        store.onTrack = command ->
                new Refusal.AlreadyClosed(closed(CloseKind.EXPIRED, ResourceVector.ZERO, ResourceVector.ZERO, 0));
        assertThatThrownBy(() -> manager.trackUsage(ID, USAGE))
                .isInstanceOf(RefusedException.AlreadyClosed.class)
                .hasMessageContainingAll("EXPIRED", "finalizeUsage");

        store.onTrack = command -> new Refusal.Conflict();
        assertThatThrownBy(() -> manager.trackUsage(ID, USAGE, OPERATION))
                .isInstanceOf(RefusedException.Conflict.class)
                .hasMessageContainingAll("'op-1'", "'r1'", "new id");
    }

    // Settle and release

    @Test
    void aSettlementReportsWhatBecameOfTheHold() {
        ResourceVector used = ResourceVector.of(120, 80, 0, 0, 0, 0);
        ResourceVector charged = ResourceVector.of(110, 80, 0, 0, 0, 0);
        store.onClose = command -> new CloseOutcome.Closed(closed(CloseKind.SETTLED, used, charged, 0), false);

        SettlementReport report = manager.finalizeUsage(ID, USAGE);

        assertThat(store.only(SettleCommand.class))
                .isEqualTo(new SettleCommand(
                        ID, OperationId.SETTLE, SettleCommand.fingerprint(USAGE, null), USAGE, OverrunPolicy.CHARGE));
        assertThat(report.status()).isEqualTo(ReservationStatus.COMPLETED);
        assertThat(report.charged()).isEqualTo(charged);
        assertThat(report.returned()).isEqualTo(ResourceVector.of(0, 20, 0, 0, 0, 1));
        assertThat(report.overrun()).isEqualTo(ResourceVector.of(Resource.CREDITS, 20));
        assertThat(report.uncollected()).isEqualTo(ResourceVector.of(Resource.CREDITS, 10));
        assertThat(report.duration()).isEqualTo(Duration.ofMillis(500));
        assertThat(report.usageRatio()).isEqualTo(1.2);
        assertThat(report.level()).as("the end included").isEqualTo(UsageLevel.CRITICAL);
        assertThat(report.warnings()).as("while it was tracked").containsExactly(UsageLevel.WARNING);
        assertThat(report.late()).isFalse();
    }

    @Test
    void countsTheCreditsOfEachCloseOnceAndOfALateOneOnlyTheDifference() {
        ResourceVector used = ResourceVector.of(100, 0, 0, 0, 0, 0);
        store.onClose = command -> new CloseOutcome.Closed(closed(CloseKind.SETTLED, used, used, 0), false);
        manager.finalizeUsage(ID, USAGE);
        store.onClose = command -> new CloseOutcome.Closed(closed(CloseKind.SETTLED, used, used, 0), true);
        assertThat(manager.finalizeUsage(ID, USAGE).replayed()).isTrue();
        store.onClose = command -> new CloseOutcome.Closed(closed(CloseKind.SETTLED, used, used, 30), false);
        assertThat(manager.finalizeUsage(ID, USAGE).late()).isTrue();

        assertThat(manager.getMetrics().creditsUsed()).isEqualTo(Credits.ofUnits(100 + 70));
    }

    @Test
    void releaseIsItsOwnOperation() {
        store.onClose = command ->
                new CloseOutcome.Closed(closed(CloseKind.RELEASED, ResourceVector.ZERO, ResourceVector.ZERO, 0), false);

        assertThat(manager.releaseReservation(STEP).status()).isEqualTo(ReservationStatus.RELEASED);
        assertThat(store.only(ReleaseCommand.class)).isEqualTo(new ReleaseCommand(STEP, OperationId.RELEASE));
    }

    @Test
    void saysWhyAReservationWasNotClosed() {
        assertCloseFails(new Refusal.NotFound(), RefusedException.NotFound.class, "'r1'");
        assertCloseFails(
                new Refusal.AlreadyClosed(closed(CloseKind.SETTLED, ResourceVector.ZERO, ResourceVector.ZERO, 0)),
                RefusedException.AlreadyClosed.class,
                "SETTLED",
                "nothing more");
        assertCloseFails(new Refusal.Conflict(), RefusedException.Conflict.class, "'op-1'");
        assertCloseFails(
                new Refusal.OverrunRejected(HELD, ResourceVector.of(Resource.TOKENS, 5)),
                RefusedException.OverrunRejected.class,
                "{TOKENS=5}",
                "extend it first");
        assertThat(manager.getMetrics().creditsUsed()).isEqualTo(Credits.ZERO);
    }

    private void assertCloseFails(CloseOutcome outcome, Class<? extends Throwable> type, String... parts) {
        store.onClose = command -> outcome;
        assertThatThrownBy(() -> manager.finalizeUsage(ID, USAGE, OverrunPolicy.REJECT, OPERATION))
                .isInstanceOf(type)
                .hasMessageContainingAll(parts);
        assertThatThrownBy(() -> manager.releaseReservation(ID, OPERATION)).isInstanceOf(type);
    }

    // Extend

    @Test
    void anExtensionSaysWhatIsHeldFromNowOn() {
        ResourceVector used = ResourceVector.of(Resource.TOKENS, 80);
        ResourceVector larger = ResourceVector.of(100, 160, 0, 0, 0, 1);
        store.onExtend = command -> new ExtendOutcome.Extended(
                new JournalEntry.Extended(
                        HEADER,
                        3,
                        1200,
                        OPERATION,
                        command.fingerprint(),
                        command.change(),
                        command.change().more(),
                        ResourceVector.ZERO,
                        0,
                        larger,
                        used,
                        0.8,
                        9000),
                true);

        ResourceVector more = ResourceVector.of(Resource.TOKENS, 60);
        Extension.Result result = manager.extendReservation(ID, Extension.of(more), OPERATION);

        assertThat(result)
                .isEqualTo(new Extension.Result.Extended(
                        3, more, ResourceVector.ZERO, larger, used, 0.5, 9000, true, List.of()));
        assertThat(((Extension.Result.Extended) result).remaining()).isEqualTo(ResourceVector.of(100, 80, 0, 0, 0, 1));
        assertThat(store.only(ExtendCommand.class)).isEqualTo(new ExtendCommand(ID, OPERATION, more, 0));
    }

    @Test
    void saysWhyAReservationWasNotExtended() {
        Extension lease = Extension.lease(Duration.ofSeconds(1));
        store.onExtend = command -> new Insufficient(AccountId.user("ann"), Resource.TOKENS, 5, 4);
        assertThat(manager.extendReservation(ID, lease))
                .isEqualTo(new Extension.Result.Refused(
                        Rejection.exhausted(new Insufficient(AccountId.user("ann"), Resource.TOKENS, 5, 4))));

        store.onExtend = command -> new Refusal.NotFound();
        assertThatThrownBy(() -> manager.extendReservation(ID, lease)).isInstanceOf(RefusedException.NotFound.class);
        store.onExtend = command ->
                new Refusal.AlreadyClosed(closed(CloseKind.EXPIRED, ResourceVector.ZERO, ResourceVector.ZERO, 0));
        assertThatThrownBy(() -> manager.extendReservation(ID, lease))
                .isInstanceOf(RefusedException.AlreadyClosed.class);
        store.onExtend = command -> new Refusal.Conflict();
        assertThatThrownBy(() -> manager.extendReservation(ID, lease)).isInstanceOf(RefusedException.Conflict.class);
    }

    // Find

    @Test
    void statusFollowsTheHighestLevelWhileOpenAndTheCloseAfterwards() {
        assertThat(manager.statusOf(ID)).isEmpty();
        store.onFind = Optional.of(snapshot(0.8, null));
        assertThat(manager.statusOf(ID)).contains(ReservationStatus.ACTIVE);
        store.onFind = Optional.of(snapshot(0.95, null));
        assertThat(manager.statusOf(ID)).contains(ReservationStatus.EXCEEDED);
        for (CloseKind kind : CloseKind.values()) {
            store.onFind = Optional.of(snapshot(0.95, closed(kind, ResourceVector.ZERO, ResourceVector.ZERO, 0)));
            assertThat(manager.statusOf(ID)).contains(ReservationStatus.of(kind));
        }
    }

    private static ReservationSnapshot snapshot(double peak, JournalEntry.@Nullable Closed closing) {
        return new ReservationSnapshot(
                HEADER,
                0,
                HELD,
                6000,
                OnExpiry.BOOK_TRACKED,
                null,
                Map.of(),
                HELD,
                ResourceVector.ZERO,
                peak,
                7000,
                closing,
                2);
    }

    // Null

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNullByNameBeforeTheStoreIsAsked() {
        Extension lease = Extension.lease(Duration.ofSeconds(1));
        refusesNull("available resources", () -> manager.reserveBudget(null, NONE));
        refusesNull("execution constraints", () -> manager.reserveBudget(PLENTY, null));
        refusesNull("user id", () -> manager.reserveBudget(PLENTY, NONE, null, "hive"));
        refusesNull("request", () -> manager.reserveBudget(null));
        refusesNull("reservation id", () -> manager.setStepId(null, "s1"));
        refusesNull("step id", () -> manager.setStepId(ID, null));
        refusesNull("step id", () -> manager.trackUsage((String) null, USAGE));
        refusesNull("reservation", () -> manager.trackUsage((ReservationRef) null, USAGE));
        refusesNull("usage", () -> manager.trackUsage(ID, null));
        refusesNull("operation id", () -> manager.trackUsage(ID, USAGE, null));
        refusesNull("reservation", () -> manager.finalizeUsage(null, USAGE));
        refusesNull("usage", () -> manager.finalizeUsage(ID, null));
        refusesNull("overrun policy", () -> manager.finalizeUsage(ID, USAGE, (OverrunPolicy) null));
        refusesNull("operation id", () -> manager.finalizeUsage(ID, USAGE, OverrunPolicy.CAP, null));
        refusesNull("reservation", () -> manager.releaseReservation(null));
        refusesNull("operation id", () -> manager.releaseReservation(ID, null));
        refusesNull("reservation", () -> manager.extendReservation(null, lease));
        refusesNull("extension", () -> manager.extendReservation(ID, null));
        refusesNull("operation id", () -> manager.extendReservation(ID, lease, null));
        refusesNull("reservation", () -> manager.findReservation(null));
        refusesNull("reservation", () -> manager.statusOf(null));
        assertThat(store.commands).isEmpty();
    }

    private static void refusesNull(String what, ThrowingCallable call) {
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, call);
        assertThat(refused).as(what).hasMessage(what + " is null; give a value");
    }

    @Test
    void aBadSwarmOrStepIsRefusedByName() {
        assertThatThrownBy(() -> manager.reserveBudget(PLENTY, NONE, "ann", " "))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("swarm id is blank");
        assertThatThrownBy(() -> manager.trackUsage("a\nb", USAGE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("step id has the control character U+000A");
        assertThatCode(() -> ReservationId.of("r'; --")).doesNotThrowAnyException();
        assertThat(store.commands).isEmpty();
    }
}
