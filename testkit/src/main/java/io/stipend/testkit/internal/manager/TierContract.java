package io.stipend.testkit.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.policy.TierTable;
import io.stipend.core.spi.AccountCommand;
import io.stipend.testkit.internal.fixture.ConcurrentTasks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What tiers promise to users of {@code ResourceManager}, over the store under test. */
public abstract class TierContract extends StoreContractPart {

    private static final AvailableResources PLENTY = AvailableResources.credits("1000000");
    private static final LimitPeriod DAILY = LimitPeriod.daily(ZoneOffset.UTC);
    private static final LimitPeriod MONTHLY = LimitPeriod.monthly(ZoneOffset.UTC);
    private static final Tier SMALL = Tier.builder("small").terms(credits("3")).build();
    private static final Tier LARGE = Tier.builder("large").terms(credits("10")).build();

    private final TierTable tiers =
            new TierTable(TierTable.contents(SMALL).tier(LARGE).build());

    @Test
    @DisplayName("(1) a changed tier, and a user's move to another, take effect with the next reserve")
    void changes() {
        assertThat(exhausted(reserve("4")).available()).isEqualTo(300_000_000);

        assign("large");
        ReservationId open = approved(reserve("4"));
        assertThat(exhausted(reserve("7")).available()).isEqualTo(600_000_000);

        tiers.replace(tiers.contents().toBuilder()
                .tier(Tier.builder("large").terms(credits("12")).build())
                .build());
        approved(reserve("7"));
        assertThat(fixture().show(user()).limits()).isEqualTo(Limits.credits(Credits.of(12)));
        manager().releaseReservation(open);
    }

    @Test
    @DisplayName("(1, 2) a user who moves to a smaller tier keeps what is held, settles it whole, and gets nothing new")
    void movesDownWhileHoldsAreOpen() {
        assign("large");
        ReservationId first = approved(reserve("5"));
        ReservationId second = approved(reserve("4"));

        assign("small");

        assertThat(exhausted(reserve("0.1")).available()).isEqualTo(-600_000_000);
        assertThat(fixture().reserved(user())).isEqualTo(900_000_000);
        var report = manager().finalizeUsage(first, StoreFixture.credits(500_000_000));
        assertThat(report.charged().credits()).isEqualTo(500_000_000);
        manager().releaseReservation(second);
        assertThat(fixture().available(user())).isEqualTo(-200_000_000);
        assertThat(exhausted(reserve("0.1")).available()).isEqualTo(-200_000_000);
    }

    @Test
    @DisplayName("an override and a grant win over the tier, and outlive a move")
    void overridesWin() {
        approved(reserve("1"));
        OperationId once = OperationId.unique();
        fixture()
                .accounts()
                .apply(new AccountCommand.SetLimit(user(), once, Resource.CREDITS, 5_000_000_000L, "a favour"));

        approved(reserve("40"));
        assign("large");
        approved(reserve("5"));
        assertThat(exhausted(reserve("5")).available()).isEqualTo(400_000_000);

        fixture()
                .accounts()
                .apply(new AccountCommand.Grant(user(), OperationId.unique(), Resource.CREDITS, 200_000_000, "more"));
        assign("small");
        assertThat(exhausted(reserve("6.1")).available()).isEqualTo(600_000_000);
        approved(reserve("6"));
    }

    @Test
    @DisplayName("(1) 16 threads never have more executions at a time than the tier allows, and use all of them")
    void concurrentExecutions() throws InterruptedException {
        standard(Tier.builder("t").concurrent(5).build());
        ResourceManager manager = manager();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();

        List<Integer> turns = ConcurrentTasks.PLATFORM_THREADS.run(16, thread -> () -> {
            int done = 0;
            for (int turn = 0; turn < 25; turn++) {
                if (manager.reserveBudget(request("0.01").build()) instanceof ReserveResult.Approved budget) {
                    fixture().reservations().add(budget.reservationId().value());
                    peak.accumulateAndGet(now.incrementAndGet(), Math::max);
                    done++;
                    now.decrementAndGet();
                    manager.releaseReservation(budget.reservationId());
                }
            }
            return done;
        });

        assertThat(peak.get()).isBetween(1, 5);
        assertThat(turns).anyMatch(done -> done > 0);
        for (int execution = 0; execution < 5; execution++) {
            approved(reserve("0.01"));
        }
        Rejection rejection = exhausted(reserve("0.01"));
        assertThat(rejection.resource()).isEqualTo(Resource.SLOTS);
        assertThat(rejection.account()).isEqualTo(user());
    }

    @Test
    @DisplayName("(3) a user's windows are held with the user's account or not at all, and each keeps its own period")
    void windows() {
        Tier tier = Tier.builder("t")
                .terms(new AccountTerms(
                        Limits.credits(Credits.of(25)), SMALL.terms().overdraft(), MONTHLY))
                .window("daily", Limits.credits(Credits.of(10)), DAILY)
                .build();
        standard(tier);
        AccountId daily = tier.windows().get(0).accountOf(fixture().tenant(), "u");
        fixture().advanceTo(nextMonth().toInstant().toEpochMilli());

        spend("10");
        Rejection today = exhausted(reserve("0.1"));
        assertThat(today.account()).isEqualTo(daily);
        assertThat(fixture().reserved(user())).isZero();

        nextDay();
        spend("10");
        nextDay();
        spend("5");
        Rejection thisMonth = exhausted(reserve("0.1"));
        assertThat(thisMonth.account()).isEqualTo(user());
        assertThat(fixture().available(daily)).isEqualTo(500_000_000);
        assertThat(fixture().spent(user())).isEqualTo(2_500_000_000L);

        fixture().advanceTo(nextMonth().toInstant().toEpochMilli());
        spend("10");
    }

    @Test
    @DisplayName("a reservation above the tier's largest is rejected as a value, and nothing is held")
    void largest() {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(1))).build());
        approved(reserve("1"));

        Rejection rejection = rejected(reserve("1.00000001"));

        assertThat(rejection.code()).isEqualTo(Rejection.Code.RESERVATION_TOO_LARGE);
        assertThat(rejection.resource()).isEqualTo(Resource.CREDITS);
        assertThat(rejection.needed()).isEqualTo(100_000_001);
        assertThat(rejection.available()).isEqualTo(100_000_000);
        assertThat(fixture().reserved(user())).isEqualTo(100_000_000);
    }

    @Test
    @DisplayName("the tier's largest is for what must be available, however little is held")
    void largestBoundsWhatMustFit() {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(1))).build());

        ReserveResult result =
                manager().reserveBudget(request("2").hold(Resource.CREDITS, 1).build());

        assertThat(rejected(result).code()).isEqualTo(Rejection.Code.RESERVATION_TOO_LARGE);
    }

    @Test
    @DisplayName("(4) an extension may not pass the largest either; one that was made is replayed all the same")
    void largestBoundsExtensions() {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(2))).build());
        ReservationId id = approved(reserve("1"));
        OperationId once = OperationId.unique();
        Extension one = Extension.credits(Credits.of(1));

        Extension.Result first = manager().extendReservation(id, one, once);
        Extension.Result again = manager().extendReservation(id, one, once);
        Extension.Result more = manager().extendReservation(id, one);

        assertThat(((Extension.Result.Extended) first).held().credits()).isEqualTo(200_000_000);
        assertThat(((Extension.Result.Extended) again).replayed()).isTrue();
        Rejection rejection = ((Extension.Result.Refused) more).rejection();
        assertThat(rejection.code()).isEqualTo(Rejection.Code.RESERVATION_TOO_LARGE);
        assertThat(rejection.needed()).isEqualTo(300_000_000);
        assertThat(fixture().find(id).held().credits()).isEqualTo(200_000_000);
        assertThatThrownBy(() -> manager().extendReservation(id, Extension.credits(Credits.of(5)), once))
                .isInstanceOf(RefusedException.Conflict.class);
        assertThat(manager().extendReservation(id, Extension.lease(StoreFixture.LEASE)))
                .isInstanceOf(Extension.Result.Extended.class);
    }

    @Test
    @DisplayName("(3) 32 extensions at once keep the tier's largest reservation")
    void largestBoundsExtensionsAtOnce() throws InterruptedException {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(2))).build());
        ReservationId id = approved(reserve("1"));
        ResourceManager manager = manager();
        Extension one = Extension.credits(Credits.of(1));

        List<Extension.Result> results = ConcurrentTasks.PLATFORM_THREADS.run(
                32, thread -> () -> manager.extendReservation(id, thread % 2 == 0 ? one : one.forUser("u")));

        assertThat(results)
                .filteredOn(Extension.Result.Extended.class::isInstance)
                .hasSize(1);
        assertThat(fixture().find(id).held().credits()).isEqualTo(200_000_000);
        assertThat(fixture().reserved(user())).isEqualTo(200_000_000);
    }

    @Test
    @DisplayName("(4) that a reservation is due, or closed, is told before its extension is found too large")
    void stateBeforeSize() {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(2))).build());
        ReservationId due = approved(reserve("1"));
        ReservationId closed = approved(reserve("1"));
        manager().releaseReservation(closed);
        fixture().outlive(due);
        Extension five = Extension.credits(Credits.of(5));

        for (ReservationId id : List.of(due, closed)) {
            for (Extension extension : List.of(five, five.forUser("u"))) {
                assertThatThrownBy(() -> manager().extendReservation(id, extension))
                        .isInstanceOf(RefusedException.AlreadyClosed.class);
            }
        }
    }

    @Test
    @DisplayName("(4) an extension is replayed although the reservation can grow no more at all")
    void replayAtTheLargestAmount() {
        standard(Tier.builder("t").largest(Limits.credits(Credits.of(2))).build());
        ReservationId id = approved(reserve("1"));
        OperationId once = OperationId.unique();
        Extension tokens = Extension.of(ResourceVector.of(Resource.TOKENS, (1L << 53) - 2_000));

        manager().extendReservation(id, tokens, once);

        assertThat(((Extension.Result.Extended) manager().extendReservation(id, tokens, once)).replayed())
                .isTrue();
    }

    @Test
    @DisplayName("(5) the tier's lease holds for a request without its own")
    void lease() {
        standard(Tier.builder("t").lease(Duration.ofMinutes(2)).build());

        ReservationId tiers = approved(reserve("1"));
        ReservationId own = approved(manager()
                .reserveBudget(request("1").lease(Duration.ofMinutes(7)).build()));

        assertThat(leaseMillis(tiers)).isEqualTo(Duration.ofMinutes(2).toMillis());
        assertThat(leaseMillis(own)).isEqualTo(Duration.ofMinutes(7).toMillis());
    }

    @Test
    @DisplayName("(4) a second try of a reserve is a replay also when the user's tier has changed in between")
    void replayAfterAMove() {
        standard(Tier.builder("t")
                .window("daily", Limits.credits(Credits.of(10)), DAILY)
                .lease(Duration.ofMinutes(2))
                .build());
        BudgetRequest request = request("5").reservationId("mine").build();
        ReserveResult.Approved first = manager().reserveBudget(request).orElseThrow();
        fixture().reservations().add("mine");

        standard(Tier.builder("t").largest(Limits.credits(Credits.of(1))).build());
        ReserveResult.Approved again = manager().reserveBudget(request).orElseThrow();

        assertThat(again.replayed()).isTrue();
        assertThat(again.expiresAtMillis()).isEqualTo(first.expiresAtMillis());
        assertThat(fixture().reserved(user())).isEqualTo(500_000_000);
        assertThatThrownBy(() -> manager()
                        .reserveBudget(request("6").reservationId("mine").build()))
                .isInstanceOf(RefusedException.Conflict.class);
    }

    @Test
    @DisplayName("(1) when the tier cannot be had nothing is held")
    void resolverFails() {
        ResourceManager manager = manager((tenant, user) -> {
            throw new IllegalStateException("no accounts today");
        });

        assertThatThrownBy(() -> manager.reserveBudget(request("1").build()))
                .isInstanceOf(TierResolver.UnavailableException.class);
        assertThat(fixture().accounts().show(user())).isEmpty();
    }

    // ---- the scene

    private static AccountTerms credits(String limit) {
        return AccountTerms.credits(Credits.of(limit));
    }

    private ResourceManager manager() {
        return manager(tiers);
    }

    private ResourceManager manager(TierResolver resolver) {
        return new ResourceManager(
                fixture().store(),
                fixture().upkeep(),
                LimitPolicy.tiered(resolver, LimitPolicy.DEFAULT),
                ManagerConfig.DEFAULT,
                Telemetry.none());
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private void assign(String tier) {
        tiers.replace(tiers.contents().toBuilder()
                .assign(fixture().tenant(), "u", tier)
                .build());
    }

    private void standard(Tier tier) {
        tiers.replace(TierTable.contents(tier).build());
    }

    private BudgetRequest.Builder request(String credits) {
        return BudgetRequest.builder(
                        PLENTY, ExecutionConstraints.builder().maxCost(credits).build())
                .tenant(fixture().tenant())
                .user("u")
                .reservationId(ReservationId.unique(fixture().tenant()).value());
    }

    private ReserveResult reserve(String credits) {
        return manager().reserveBudget(request(credits).build());
    }

    private ReservationId approved(ReserveResult result) {
        ReservationId id = result.orElseThrow().reservationId();
        fixture().reservations().add(id.value());
        return id;
    }

    private static Rejection rejected(ReserveResult result) {
        return OutcomeAssertions.as(ReserveResult.Rejected.class, result).rejection();
    }

    private static Rejection exhausted(ReserveResult result) {
        Rejection rejection = rejected(result);
        assertThat(rejection.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        return rejection;
    }

    private void spend(String credits) {
        ReservationId id = approved(reserve(credits));
        manager().finalizeUsage(id, StoreFixture.credits(Credits.of(credits).units()));
    }

    private long leaseMillis(ReservationId id) {
        var found = fixture().find(id);
        return found.expiresAtMillis() - found.header().openedAtMillis();
    }

    private ZonedDateTime now() {
        return Instant.ofEpochMilli(fixture().harness().nowMillis()).atZone(ZoneOffset.UTC);
    }

    private ZonedDateTime nextMonth() {
        return now().truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
    }

    private void nextDay() {
        fixture()
                .advanceTo(now().truncatedTo(ChronoUnit.DAYS)
                        .plusDays(1)
                        .toInstant()
                        .toEpochMilli());
    }
}
