package io.stipend.testkit.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReservationStatus;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.internal.EntryEvents;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.events.CreditFold;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What users of {@code ResourceManager} are promised, over the store under test. */
public abstract class ManagerContract extends StoreContractPart {

    private static final AvailableResources PLENTY = AvailableResources.credits("1000000");

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private ResourceManager manager;

    @BeforeEach
    void makeManager() {
        manager = manager(LimitPolicy.DEFAULT);
    }

    // ---- reserve

    @Test
    @DisplayName("what is not constrained is estimated: 0.1 credits, 1000 tokens, 5 calls, 30 s, one slot")
    void estimates() {
        ReserveResult.Approved approved = approve(request(ExecutionConstraints.NONE));

        assertThat(approved.held()).isEqualTo(ResourceVector.of(10_000_000, 1_000, 5, 30_000, 0, 1));
        assertThat(fixture().show(user()).reserved()).isEqualTo(approved.held());
        assertThat(fixture().available(user())).isEqualTo(1_000_000_000_000L - 10_000_000);
    }

    @Test
    @DisplayName("both arities reserve: with a user one is charged, without one nobody is")
    void bothArities() {
        ExecutionConstraints constraints = cost("2.5");
        AvailableResources available = AvailableResources.credits("2.5");
        // These two know only the default tenant, which tests share: the ids are random instead.
        String user = fixture().tenant();

        var charged = manager.reserveBudget(available, constraints, user, null).orElseThrow();
        var free = manager.reserveBudget(available, constraints).orElseThrow();

        assertThat(fixture().show(AccountId.user(user)).reserved().credits()).isEqualTo(250_000_000);
        assertThat(manager.findReservation(free.reservationId()))
                .hasValueSatisfying(
                        found -> assertThat(found.header().path().accounts()).isEmpty());
        manager.releaseReservation(charged.reservationId());
        manager.releaseReservation(free.reservationId());
        assertThat(fixture().show(AccountId.user(user)).reserved()).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    @DisplayName("the path is the user, the swarm when swarms have a limit, and the pools")
    void paths() {
        BudgetRequest request = request(cost("1")).swarm("w").pools("p", "q").build();
        assertThat(path(manager.reserveBudget(request)))
                .containsExactly(user(), fixture().pool("p"), fixture().pool("q"));

        manager = manager(LimitPolicy.perKind(Map.of(AccountId.Kind.SWARM, AccountTerms.credits(Credits.of(5)))));
        assertThat(path(manager.reserveBudget(request)))
                .containsExactly(
                        user(),
                        fixture().swarm("w"),
                        fixture().pool("p"),
                        fixture().pool("q"));
    }

    @Test
    @DisplayName("checks come in order: credits, time, models, accounts; the first failure is the answer, as a value")
    void orderOfChecks() {
        ExecutionConstraints.Builder constraints = ExecutionConstraints.builder()
                .maxCost("20000")
                .maxTime(Duration.ofSeconds(10))
                .requireModels("big");
        AvailableResources poor = new AvailableResources(
                Credits.of("19999.99999999"), Duration.ofMillis(9_999), List.of(), Set.of(), Set.of());
        AvailableResources slow = PLENTY.withTimeLimit(Duration.ofMillis(9_999));
        AvailableResources without = PLENTY.withTimeLimit(Duration.ofSeconds(10));
        AvailableResources down =
                without.withModels(new AvailableResources.ModelOffer("x", "big", Set.of(), Credits.ZERO, false));
        AvailableResources enough = without.withModels(AvailableResources.ModelOffer.of("x", "big"));

        Rejection credits = reject(poor, constraints);
        assertThat(credits.code()).isEqualTo(Rejection.Code.INSUFFICIENT_CREDITS);
        assertThat(credits.needed()).isEqualTo(2_000_000_000_000L);
        assertThat(credits.available()).isEqualTo(1_999_999_999_999L);
        assertThat(reject(slow, constraints).code()).isEqualTo(Rejection.Code.INSUFFICIENT_TIME);
        assertThat(reject(without, constraints).code()).isEqualTo(Rejection.Code.MODEL_UNAVAILABLE);
        assertThat(reject(down, constraints).message()).contains("big").contains("down");
        Rejection exhausted = reject(enough, constraints);
        assertThat(exhausted.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        assertThat(exhausted.account()).isEqualTo(user());
        assertThat(exhausted.resource()).isEqualTo(Resource.CREDITS);
        assertThat(exhausted.available()).isEqualTo(1_000_000_000_000L);
        assertThat(exhausted.message()).contains("10000.00000000").contains("20000.00000000");
    }

    @Test
    @DisplayName("a frozen user, pool or tenant is a rejection with who froze it and why, until it is unfrozen")
    void frozen() {
        Extension more = Extension.of(ResourceVector.of(Resource.CREDITS, 1));
        ReservationId open = approve(request(cost("1"))).reservationId();
        for (AccountId account : List.of(user(), AccountId.ofTenant(fixture().tenant()))) {
            OutcomeAssertions.changed(fixture()
                    .accounts()
                    .apply(new AccountCommand.Freeze(account, StoreFixture.op("freeze"), "ops", "card stolen")));

            Rejection rejection = reject(PLENTY, ExecutionConstraints.builder().maxCost("1"));
            assertThat(rejection.code()).isEqualTo(Rejection.Code.ACCOUNT_FROZEN);
            assertThat(rejection.account()).isEqualTo(account);
            assertThat(rejection.resource()).isNull();
            assertThat(rejection.message()).contains(account.name(), "is frozen (ops: card stolen)");
            assertThat(manager.extendReservation(open, more)).isEqualTo(new Extension.Result.Refused(rejection));
            track(open, 10);

            OutcomeAssertions.changed(fixture()
                    .accounts()
                    .apply(new AccountCommand.Unfreeze(account, StoreFixture.op("unfreeze"), "ops", "new card")));
            approve(request(cost("1")));
        }
    }

    @Test
    @DisplayName("a balance of exactly zero is zero")
    void exactlyZero() {
        approve(request(cost("10000")));

        assertThat(fixture().available(user())).isZero();
        ReserveResult more = manager.reserveBudget(request(cost("0.00000001")).build());
        assertThat(more)
                .isInstanceOfSatisfying(
                        ReserveResult.Rejected.class,
                        rejected -> assertThat(rejected.rejection().available()).isZero());
        assertThatThrownBy(more::orElseThrow)
                .isInstanceOf(ReserveResult.RejectedException.class)
                .hasMessageContaining("ACCOUNT_EXHAUSTED");
        approve(request(cost("0")));
    }

    @Test
    @DisplayName("what may be used at most must be available, and at hand; what the request says is held")
    void holdsLessThanMustBeAvailable() {
        ReserveResult.Approved approved = approve(request(cost("10000")).hold(Resource.CREDITS, 5));

        assertThat(approved.held()).isEqualTo(ResourceVector.of(5, 1_000, 5, 30_000, 0, 1));
        assertThat(fixture().show(user()).reserved()).isEqualTo(approved.held());
        Rejection exhausted = rejection(request(cost("10000")).hold(Resource.CREDITS, 0));
        assertThat(exhausted.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        assertThat(exhausted.needed()).isEqualTo(1_000_000_000_000L);
        assertThat(rejection(request(AvailableResources.credits("0.99"), cost("1"))
                                .hold(Resource.CREDITS, 0))
                        .code())
                .isEqualTo(Rejection.Code.INSUFFICIENT_CREDITS);
        assertThatThrownBy(() -> manager.reserveBudget(
                        request(cost("1")).hold(Resource.CREDITS, 100_000_001).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("1.00000001", "as much be available");
    }

    @Test
    @DisplayName("a ceiling is for one request; the rejection names it, the account, and what it leaves")
    void ceilings() {
        approve(request(cost("3")));
        Limits four = Limits.credits(Credits.of(4));

        Rejection rejection = rejection(request(cost("1.5")).ceiling(AccountId.Kind.USER, "u", four));
        assertThat(rejection.code()).isEqualTo(Rejection.Code.CEILING_REACHED);
        assertThat(rejection.account()).isEqualTo(user());
        assertThat(rejection.resource()).isEqualTo(Resource.CREDITS);
        assertThat(rejection.needed()).isEqualTo(150_000_000);
        assertThat(rejection.available()).isEqualTo(100_000_000);
        assertThat(rejection.message())
                .contains("ceiling of this request on account user:u leaves 1.00000000 of CREDITS, 1.50000000 needed");
        assertThat(manager.getMetrics().rejectedBy()).containsEntry(Rejection.Code.CEILING_REACHED, 1L);
        approve(request(cost("1")).pools("p").ceiling(AccountId.Kind.USER, "u", four));
        approve(request(cost("1.5")));
        assertThatThrownBy(() -> manager.reserveBudget(request(cost("1"))
                        .swarm("w")
                        .ceiling(AccountId.Kind.SWARM, "w", four)
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("swarm:w", "not on the path");
    }

    @Test
    @DisplayName("a caller's own reservation id makes a second try safe, and conflicts with another request")
    void ownReservationId() {
        BudgetRequest request = request(cost("3")).reservationId("mine").build();
        fixture().reservations().add("mine");
        assertThat(manager.reserveBudget(request).orElseThrow().replayed()).isFalse();
        assertThat(manager.reserveBudget(request).orElseThrow().replayed()).isTrue();

        BudgetRequest other = request(cost("4")).reservationId("mine").build();
        assertThatThrownBy(() -> manager.reserveBudget(other))
                .isInstanceOf(RefusedException.Conflict.class)
                .hasMessageContaining("mine");
        assertThat(fixture().reserved(user())).isEqualTo(300_000_000);
        assertThat(manager.getMetrics().totalReservations()).isEqualTo(1);
    }

    // ---- track

    @Test
    @DisplayName("warning at exactly 80 %, critical at exactly 95 %, each once; EXCEEDED from then on")
    void levels() {
        ReservationId id = open("1");

        TrackingReport below = track(id, 79_999_999);
        assertThat(below.level()).isEqualTo(UsageLevel.NORMAL);
        assertThat(below.entered()).isEmpty();
        TrackingReport warning = track(id, 1);
        assertThat(warning.usageRatio()).isEqualTo(0.8);
        assertThat(warning.entered()).containsExactly(UsageLevel.WARNING);
        assertThat(warning.status()).isEqualTo(ReservationStatus.ACTIVE);
        assertThat(track(id, 14_999_999).entered()).isEmpty();
        TrackingReport critical = track(id, 1);
        assertThat(critical.entered()).containsExactly(UsageLevel.CRITICAL);
        assertThat(critical.status()).isEqualTo(ReservationStatus.EXCEEDED);
        assertThat(critical.remaining().credits()).isEqualTo(5_000_000);
        assertThat(manager.statusOf(id)).hasValue(ReservationStatus.EXCEEDED);
        assertThat(track(id, 100_000_000).entered()).isEmpty();

        assertThat(levelEvents()).containsExactly("resource.warning", "resource.critical");
    }

    @Test
    @DisplayName("a jump over both levels announces both")
    void jumpOverBoth() {
        ReservationId id = open("1");

        assertThat(track(id, 95_000_000).entered()).containsExactly(UsageLevel.WARNING, UsageLevel.CRITICAL);
        assertThat(levelEvents()).containsExactly("resource.warning", "resource.critical");
    }

    @Test
    @DisplayName("an extension lowers the ratio, not the level; a level is announced once, the next one when reached")
    void levelsAfterAnExtension() {
        ReservationId id = open("1");
        track(id, 80_000_000);
        var extended = manager.extendReservation(id, Extension.credits(Credits.of("1")));
        assertThat(extended)
                .isInstanceOfSatisfying(
                        Extension.Result.Extended.class,
                        result -> assertThat(result.usageRatio()).isEqualTo(0.4));

        TrackingReport again = track(id, 80_000_000);
        assertThat(again.usageRatio()).isEqualTo(0.8);
        assertThat(again.entered()).isEmpty();
        assertThat(track(id, 30_000_000).entered()).containsExactly(UsageLevel.CRITICAL);
        assertThat(levelEvents()).containsExactly("resource.warning", "resource.critical");
    }

    @Test
    @DisplayName("usage is tracked and settled by step, once the step is set")
    void bySteps() {
        ReservationId id = open("1");
        String step = "s";
        manager.setStepId(id, step);
        manager.setStepId(id, step);

        assertThat(manager.trackUsage(fixture().step(step), usage(5)).used().credits())
                .isEqualTo(5);
        assertThatThrownBy(() -> manager.setStepId(id, "other"))
                .isInstanceOf(RefusedException.StepConflict.class)
                .hasMessageContaining("other")
                .hasMessageContaining("'s'");
        ReservationId second = open("1");
        assertThatThrownBy(() -> manager.setStepId(second, step)).isInstanceOf(RefusedException.StepConflict.class);
        assertThatThrownBy(() -> manager.trackUsage("step of " + fixture().tenant(), usage(5)))
                .as("a step by itself is one of the default tenant")
                .isInstanceOf(RefusedException.NotFound.class)
                .hasMessageContaining("setStepId");
        assertThat(manager.finalizeUsage(fixture().step(step), usage(6)).reservationId())
                .isEqualTo(id);
    }

    @Test
    @DisplayName("a refused extension is a value, and the hold stays")
    void refusedExtension() {
        ReservationId id = open("9999");

        assertThat(manager.extendReservation(id, Extension.credits(Credits.of("1.00000001"))))
                .isInstanceOfSatisfying(
                        Extension.Result.Refused.class,
                        refused -> assertThat(refused.rejection().available()).isEqualTo(100_000_000));
        assertThat(fixture().available(user())).isEqualTo(100_000_000);
    }

    // ---- settle

    @Test
    @DisplayName("the settlement's numbers add up, and its efficiency is use times time")
    void settlement() {
        ReservationId id = open("1");
        track(id, 85_000_000);
        fixture().advance(Duration.ofSeconds(3));

        ResourceUsage figures =
                ResourceUsage.builder().credits("0.8").computeMillis(60_000).build();
        SettlementReport report = manager.finalizeUsage(id, figures, OverrunPolicy.CHARGE);

        assertThat(report.status()).isEqualTo(ReservationStatus.COMPLETED);
        assertThat(report.charged().credits()).isEqualTo(80_000_000);
        assertThat(report.returned().credits()).isEqualTo(20_000_000);
        assertThat(report.overrun()).isEqualTo(ResourceVector.of(Resource.COMPUTE_TIME, 30_000));
        assertThat(report.uncollected()).isEqualTo(ResourceVector.ZERO);
        assertThat(report.duration()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(report.usageRatio()).as("60 s of 30 s").isEqualTo(2.0);
        assertThat(report.efficiency().use()).isZero();
        assertThat(report.efficiency().time()).isEqualTo(0.5);
        assertThat(report.warnings()).containsExactly(UsageLevel.WARNING);
        assertThat(report.level()).isEqualTo(UsageLevel.CRITICAL);
        assertThat(report.late()).isFalse();
        assertThat(manager.statusOf(id)).hasValue(ReservationStatus.COMPLETED);
    }

    @Test
    @DisplayName("80 % used in time scores 1, all of it 0.75, nothing 0")
    void efficiency() {
        assertThat(score(80_000_000)).isEqualTo(1, within(1e-12));
        assertThat(score(100_000_000)).isEqualTo(0.75, within(1e-12));
        assertThat(score(40_000_000)).isEqualTo(0.5, within(1e-12));
        assertThat(score(0)).isZero();
        assertThat(score(500_000_000)).isZero();
    }

    @Test
    @DisplayName("to settle twice, or to release twice, is to do it once, without operation ids")
    void settlesTwice() {
        ReservationId settled = open("1");
        SettlementReport first = manager.finalizeUsage(settled, usage(7));
        SettlementReport again = manager.finalizeUsage(settled, usage(7));
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.charged()).isEqualTo(first.charged());
        assertThatThrownBy(() -> manager.finalizeUsage(settled, usage(8)))
                .isInstanceOf(RefusedException.Conflict.class);

        ReservationId released = open("1");
        assertThat(manager.releaseReservation(released).status()).isEqualTo(ReservationStatus.RELEASED);
        assertThat(manager.releaseReservation(released).replayed()).isTrue();
        assertThat(fixture().spent(user())).isEqualTo(7);
    }

    @Test
    @DisplayName("after the close everything else is told how it was closed")
    void afterTheClose() {
        ReservationId id = open("1");
        manager.finalizeUsage(id, usage(7));

        assertClosed(() -> manager.trackUsage(id, usage(1)));
        assertClosed(() -> manager.releaseReservation(id));
        assertClosed(() -> manager.extendReservation(id, Extension.lease(Duration.ofHours(1))));
        assertClosed(() -> manager.setStepId(id, "s"));
        assertThat(fixture().spent(user())).isEqualTo(7);
    }

    private void assertClosed(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(RefusedException.AlreadyClosed.class, closed -> {
            assertThat(closed.closedAs()).isEqualTo("SETTLED");
            assertThat(closed).hasMessageContaining("SETTLED");
        });
    }

    @Test
    @DisplayName("an expired reservation can be settled late, and its usage is not lost")
    void settlesLate() {
        ReservationId id = open("1");
        track(id, 30_000_000);
        fixture().outlive(id);
        assertThatThrownBy(() -> track(id, 1))
                .isInstanceOf(RefusedException.AlreadyClosed.class)
                .hasMessageContaining("EXPIRED")
                .hasMessageContaining("finalizeUsage");
        assertThat(manager.statusOf(id)).hasValue(ReservationStatus.EXPIRED);

        SettlementReport report = manager.finalizeUsage(id, usage(50_000_000));

        assertThat(report.late()).isTrue();
        assertThat(report.charged().credits()).isEqualTo(50_000_000);
        assertThat(fixture().spent(user())).isEqualTo(50_000_000);
        assertThat(manager.statusOf(id)).hasValue(ReservationStatus.COMPLETED);
    }

    @Test
    @DisplayName("REJECT leaves the reservation open, with an exception that names the overrun")
    void rejectsOverruns() {
        ReservationId id = open("1");

        assertThatThrownBy(() -> manager.finalizeUsage(id, usage(100_000_001), OverrunPolicy.REJECT))
                .isInstanceOf(RefusedException.OverrunRejected.class)
                .hasMessageContaining("0.00000001");
        assertThat(manager.statusOf(id)).hasValue(ReservationStatus.ACTIVE);
    }

    // ---- numbers and events

    @Test
    @DisplayName("the metrics count what this manager did: every rejection by its reason, replays once")
    void metrics() {
        BudgetRequest request = request(cost("1")).reservationId("once").build();
        fixture().reservations().add("once");
        manager.reserveBudget(request);
        manager.reserveBudget(request);
        ReservationId second = open("2");
        reject(AvailableResources.credits("0"), ExecutionConstraints.builder().maxCost("1"));
        reject(
                PLENTY.withTimeLimit(Duration.ZERO),
                ExecutionConstraints.builder().maxCost("1"));
        reject(PLENTY, ExecutionConstraints.builder().requireModels("none"));
        reject(PLENTY, ExecutionConstraints.builder().maxCost("10000"));
        reject(PLENTY, ExecutionConstraints.builder().maxCost("10000"));
        manager.finalizeUsage(second, usage(150_000_000));
        manager.finalizeUsage(second, usage(150_000_000));

        ResourceManager.Metrics metrics = manager.getMetrics();
        assertThat(metrics.approvedReservations()).isEqualTo(2);
        assertThat(metrics.rejectedReservations()).isEqualTo(5);
        assertThat(metrics.totalReservations()).isEqualTo(7);
        assertThat(metrics.rejectedBy())
                .isEqualTo(Map.of(
                        Rejection.Code.INSUFFICIENT_CREDITS, 1L,
                        Rejection.Code.INSUFFICIENT_TIME, 1L,
                        Rejection.Code.MODEL_UNAVAILABLE, 1L,
                        Rejection.Code.RESERVATION_TOO_LARGE, 0L,
                        Rejection.Code.ACCOUNT_EXHAUSTED, 2L,
                        Rejection.Code.CEILING_REACHED, 0L,
                        Rejection.Code.ACCOUNT_FROZEN, 0L,
                        Rejection.Code.IDLE_TOO_SMALL, 0L));
        assertThat(metrics.creditsUsed()).isEqualTo(Credits.of("1.5"));
        if (fixture().harness().isExact()) {
            assertThat(metrics.activeAllocations()).isOne();
        }
    }

    @Test
    @DisplayName("(1, 6) the events alone rebuild the credits of every account, in whatever order streams are mixed")
    void eventsFoldToTheBooks() {
        manager = manager(LimitPolicy.perKind(Map.of(
                AccountId.Kind.USER, AccountTerms.credits(Credits.of(100)),
                AccountId.Kind.SWARM, AccountTerms.credits(Credits.of(50)))));
        for (int i = 0; i < 6; i++) {
            ReservationId id = approve(request(cost("5"))
                            .swarm("w" + i % 2)
                            .pools("p")
                            .onExpiry(i < 3 ? OnExpiry.BOOK_TRACKED : OnExpiry.BOOK_HELD))
                    .reservationId();
            track(id, 490_000_000);
            manager.extendReservation(id, Extension.credits(Credits.of(1)));
            switch (i) {
                case 0 -> manager.finalizeUsage(id, usage(700_000_000));
                case 1 -> manager.releaseReservation(id);
                case 2, 3 -> fixture().outlive(id);
                default -> track(id, 1);
            }
            if (i == 3) {
                manager.finalizeUsage(id, usage(550_000_000));
            }
        }
        fixture()
                .accounts()
                .apply(new AccountCommand.Grant(user(), StoreFixture.op("g"), Resource.CREDITS, 500_000_000, "why"));
        fixture()
                .accounts()
                .apply(new AccountCommand.Adjust(user(), StoreFixture.op("a"), Resource.CREDITS, -100_000_000, "why"));
        fixture()
                .accounts()
                .apply(new AccountCommand.SetLimit(
                        fixture().pool("p"), StoreFixture.op("l"), Resource.CREDITS, 9, "why"));

        for (OverrunPolicy policy : OverrunPolicy.values()) {
            fixture().reservations().add(policy.name());
            assertThat(manager.charge(BudgetRequest.Charge.builder(usage(120_000_000))
                            .tenant(fixture().tenant())
                            .user("u")
                            .pools("p")
                            .id(policy.name())
                            .overrun(policy)
                            .build()))
                    .isInstanceOf(
                            policy == OverrunPolicy.REJECT
                                    ? BudgetRequest.Charge.Result.Rejected.class
                                    : BudgetRequest.Charge.Result.Booked.class);
        }

        CreditFold fold = new CreditFold();
        List<AccountView> views =
                BooksAudit.accounts(fixture().accounts(), fixture().tenant());
        List<ResourceEvent> events = events();
        events.forEach(fold::accept);
        events.forEach(duplicate -> assertThat(fold.accept(duplicate)).isFalse());

        assertThat(events).extracting(ResourceEvent::id).doesNotHaveDuplicates();
        assertThat(views)
                .hasSize(4)
                .allSatisfy(view -> assertThat(fold.balances())
                        .containsEntry(
                                new CreditFold.Account(
                                        fixture().tenant(), view.account().toString()),
                                new CreditFold.Balance(
                                        view.allowance(Resource.CREDITS)
                                                .orElse(view.grants().credits()),
                                        view.reserved().credits(),
                                        view.spent().credits())));
    }

    // ---- the scene

    private ResourceManager manager(LimitPolicy limits) {
        return new ResourceManager(
                fixture().store(), fixture().upkeep(), limits, ManagerConfig.DEFAULT, Telemetry.none());
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private static ExecutionConstraints cost(String credits) {
        return ExecutionConstraints.builder().maxCost(credits).build();
    }

    private BudgetRequest.Builder request(ExecutionConstraints constraints) {
        return request(PLENTY, constraints);
    }

    private BudgetRequest.Builder request(AvailableResources available, ExecutionConstraints constraints) {
        return BudgetRequest.builder(available, constraints)
                .tenant(fixture().tenant())
                .user("u");
    }

    private ReserveResult.Approved approve(BudgetRequest.Builder request) {
        ReserveResult.Approved approved = manager.reserveBudget(request.build()).orElseThrow();
        fixture().reservations().add(approved.reservationId().value());
        return approved;
    }

    private Rejection rejection(BudgetRequest.Builder request) {
        return OutcomeAssertions.as(ReserveResult.Rejected.class, manager.reserveBudget(request.build()))
                .rejection();
    }

    private Rejection reject(AvailableResources available, ExecutionConstraints.Builder constraints) {
        return rejection(request(available, constraints.build()));
    }

    private ReservationId open(String credits) {
        return approve(request(cost(credits))).reservationId();
    }

    private List<AccountId> path(ReserveResult result) {
        ReservationId id = result.orElseThrow().reservationId();
        List<AccountId> path = fixture().find(id).header().path().accounts();
        manager.releaseReservation(id);
        return path;
    }

    private static ResourceUsage usage(long units) {
        return StoreFixture.credits(units);
    }

    private TrackingReport track(ReservationId id, long units) {
        return manager.trackUsage(id, usage(units));
    }

    private double score(long units) {
        return manager.finalizeUsage(open("1"), usage(units)).efficiency().score();
    }

    private List<ResourceEvent> events() {
        EntryEvents function = new EntryEvents(ManagerConfig.DEFAULT, false);
        List<ResourceEvent> events = new ArrayList<>();
        for (JournalEntry entry : fixture().journal().entries(fixture().tenant())) {
            function.emit(entry, events::add);
        }
        return events;
    }

    private List<String> levelEvents() {
        return events().stream()
                .map(event -> event.type().wireName())
                .filter(type -> type.equals("resource.warning") || type.equals("resource.critical"))
                .toList();
    }
}
