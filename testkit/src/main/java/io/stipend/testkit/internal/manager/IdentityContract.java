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
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A caller's request is known again whatever policy says when it comes again, on whichever node. */
public abstract class IdentityContract extends StoreContractPart {

    private static final AvailableResources PLENTY = AvailableResources.credits("1000000");
    private static final LimitPolicy SWARMS_LIMITED =
            LimitPolicy.perKind(Map.of(AccountId.Kind.SWARM, AccountTerms.credits(Credits.of("0.001"))));
    private static final Tier TIGHT = Tier.builder("tight")
            .window("daily", Limits.credits(Credits.of(10)), LimitPeriod.daily(ZoneOffset.UTC))
            .largest(Limits.credits(Credits.of("0.5")))
            .lease(Duration.ofMinutes(2))
            .build();
    private static final Tier WIDE =
            Tier.builder("wide").lease(Duration.ofMinutes(9)).build();

    /** Another lease, other estimates, another overrun policy. */
    private static final ManagerConfig OTHER = ManagerConfig.DEFAULT
            .withLease(Duration.ofMinutes(1))
            .withEstimates(new ManagerConfig.Estimates(Credits.of(2), 7, 1, Duration.ofSeconds(1)))
            .withOverrunPolicy(OverrunPolicy.CAP);

    private ResourceManager manager(LimitPolicy limits, ManagerConfig config) {
        return new ResourceManager(fixture().store(), fixture().upkeep(), limits, config, Telemetry.none());
    }

    private ResourceManager usual() {
        return manager(LimitPolicy.DEFAULT, ManagerConfig.DEFAULT);
    }

    private ResourceManager tiered(Tier tier) {
        return manager(LimitPolicy.tiered(TierResolver.always(tier), LimitPolicy.DEFAULT), ManagerConfig.DEFAULT);
    }

    private BudgetRequest.Builder request(AvailableResources available, ExecutionConstraints constraints) {
        fixture().reservations().add("mine");
        return BudgetRequest.builder(available, constraints)
                .tenant(fixture().tenant())
                .user("u")
                .swarm("w")
                .reservationId("mine");
    }

    private BudgetRequest.Builder request() {
        return request(PLENTY, ExecutionConstraints.builder().maxCost("1").build());
    }

    private ReservationId id() {
        return fixture().id("mine");
    }

    private static void assertFirstAnswer(ReserveResult again, ReserveResult first) {
        ReserveResult.Approved approved = first.orElseThrow();
        assertThat(again)
                .isEqualTo(new ReserveResult.Approved(
                        approved.reservationId(),
                        approved.held(),
                        approved.expiresAtMillis(),
                        approved.leaseMillis(),
                        true));
    }

    @Test
    @DisplayName("(4) swarms got a limit, lease and estimates changed, or the node has others: the first answer")
    void policyChanged() {
        BudgetRequest request =
                request(PLENTY, ExecutionConstraints.NONE).attribute("k", "v").build();
        ReserveResult first = usual().reserveBudget(request);

        assertFirstAnswer(manager(SWARMS_LIMITED, ManagerConfig.DEFAULT).reserveBudget(request), first);
        assertFirstAnswer(manager(LimitPolicy.DEFAULT, OTHER).reserveBudget(request), first);
        assertFirstAnswer(tiered(TIGHT).reserveBudget(request), first);
        fixture().settled(id(), 1);
        assertFirstAnswer(manager(SWARMS_LIMITED, OTHER).reserveBudget(request), first);

        assertThat(fixture().reserved(fixture().user("u"))).isZero();
        assertThat(fixture().accounts().show(fixture().swarm("w"))).isEmpty();
    }

    @Test
    @DisplayName("(4) the credits and the time at hand are gone, the model is down: the first answer, before any check")
    void whatIsAtHandChanged() {
        ExecutionConstraints constraints = ExecutionConstraints.builder()
                .maxCost("1")
                .maxTime(Duration.ofSeconds(9))
                .requireModels("m")
                .build();
        AvailableResources all =
                AvailableResources.credits("5").withModels(AvailableResources.ModelOffer.of("provider", "m"));
        ReserveResult first = usual().reserveBudget(request(all, constraints).build());

        for (AvailableResources less :
                List.of(AvailableResources.credits("0"), all.withTimeLimit(Duration.ZERO), all.withModels())) {
            assertFirstAnswer(usual().reserveBudget(request(less, constraints).build()), first);
        }
    }

    @Test
    @DisplayName(
            "(4) another request is a conflict, also where it would be rejected; a new one that fails a check is rejected")
    void anotherRequest() {
        ExecutionConstraints two = ExecutionConstraints.builder().maxCost("2").build();
        AvailableResources none = AvailableResources.credits("0");
        assertThat(usual().reserveBudget(request(none, two).build())).isInstanceOf(ReserveResult.Rejected.class);
        assertThat(fixture().store().find(id())).isEmpty();
        usual().reserveBudget(request().build()).orElseThrow();

        for (AvailableResources available : List.of(PLENTY, none)) {
            assertThatThrownBy(
                            () -> usual().reserveBudget(request(available, two).build()))
                    .isInstanceOf(RefusedException.Conflict.class);
        }
        assertThatThrownBy(() -> usual().reserveBudget(request().step("s").build()))
                .isInstanceOf(RefusedException.Conflict.class);
        assertThat(fixture().reserved(fixture().user("u")))
                .isEqualTo(Credits.of(1).units());
    }

    @Test
    @DisplayName(
            "(4) another ceiling is the same request, also for an account that is off the path now; another hold is not")
    void ceilingChanged() {
        Limits one = Limits.credits(Credits.of(1));
        ReserveResult first = usual().reserveBudget(request()
                .hold(Resource.CREDITS, 7)
                .ceiling(AccountId.Kind.USER, "u", one)
                .build());

        for (Limits other : List.of(Limits.NONE, Limits.credits(Credits.ZERO))) {
            assertFirstAnswer(
                    usual().reserveBudget(request()
                            .hold(Resource.CREDITS, 7)
                            .ceiling(AccountId.Kind.USER, "u", other)
                            .build()),
                    first);
        }
        assertFirstAnswer(
                usual().reserveBudget(request()
                        .hold(Resource.CREDITS, 7)
                        .ceiling(AccountId.Kind.SWARM, "w", one)
                        .build()),
                first);
        assertThat(first.orElseThrow().held().credits()).isEqualTo(7);
        assertThatThrownBy(() -> usual().reserveBudget(
                                request().hold(Resource.CREDITS, 8).build()))
                .isInstanceOf(RefusedException.Conflict.class);
        assertThatThrownBy(() -> usual().reserveBudget(request().build()))
                .isInstanceOf(RefusedException.Conflict.class);
    }

    @Test
    @DisplayName("(4) the tier changed, in time or after a late settle, or cannot be had: the first answer")
    void tierChanged() {
        ReserveResult first = tiered(WIDE).reserveBudget(request().build());

        assertFirstAnswer(tiered(TIGHT).reserveBudget(request().build()), first);
        fixture().tracked(id(), "t", StoreFixture.credits(1));
        assertFirstAnswer(tiered(TIGHT).reserveBudget(request().build()), first);
        fixture().outlive(id());
        assertThat(tiered(TIGHT).finalizeUsage(id(), StoreFixture.credits(2)).late())
                .isTrue();
        assertFirstAnswer(tiered(TIGHT).reserveBudget(request().build()), first);
        TierResolver broken = (tenant, user) -> {
            throw new IllegalStateException("no accounts today");
        };
        assertFirstAnswer(
                manager(LimitPolicy.tiered(broken, LimitPolicy.DEFAULT), ManagerConfig.DEFAULT)
                        .reserveBudget(request().build()),
                first);
    }

    @Test
    @DisplayName("(4) an extension near the largest amount is replayed, with tiers too")
    void replayedExtensionNearTheLargestAmount() {
        ResourceManager manager = tiered(WIDE);
        manager.reserveBudget(request().build()).orElseThrow();
        long most = Checks.MAX_AMOUNT - 1_000;
        Extension much = Extension.of(ResourceVector.of(Resource.TOKENS, most));

        Extension.Result first = manager.extendReservation(id(), much, OperationId.of("e"));
        Extension.Result again = manager.extendReservation(id(), much, OperationId.of("e"));

        assertThat(((Extension.Result.Extended) first).replayed()).isFalse();
        assertThat(((Extension.Result.Extended) again).replayed()).isTrue();
        assertThat(((Extension.Result.Extended) again).held()).isEqualTo(((Extension.Result.Extended) first).held());
    }

    @Test
    @DisplayName("(4) a settlement that left the overrun policy to its node is replayed on a node with another one")
    void settlesOnAnotherNode() {
        usual().reserveBudget(request().build()).orElseThrow();
        var usage = StoreFixture.credits(Credits.of(3).units());
        var first = usual().finalizeUsage(id(), usage);

        var again = manager(LimitPolicy.DEFAULT, OTHER).finalizeUsage(id(), usage);

        assertThat(again.replayed()).isTrue();
        assertThat(again.charged()).isEqualTo(first.charged());
        assertThatThrownBy(() -> usual().finalizeUsage(id(), usage, OverrunPolicy.REJECT))
                .isInstanceOf(RefusedException.Conflict.class);
    }

    @Test
    @DisplayName(
            "(4) random requests come again on nodes with other policies: the first answer or a conflict, nothing else")
    void randomRequestsOnTwoNodes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<ResourceManager> nodes = List.of(usual(), manager(SWARMS_LIMITED, OTHER), tiered(WIDE), tiered(TIGHT));
        Map<String, BudgetRequest> asked = new HashMap<>();
        Map<String, ReserveResult> answers = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String id = "r" + random.nextInt(60);
            fixture().reservations().add(id);
            BudgetRequest request = randomRequest(random, id);
            ResourceManager node = nodes.get(random.nextInt(nodes.size()));
            String what = "seed " + seed + ", request " + i;
            ReserveResult first = answers.get(id);
            if (first == null) {
                ReserveResult answer = node.reserveBudget(request);
                if (answer.isApproved()) {
                    assertThat(answer.orElseThrow().replayed()).as(what).isFalse();
                    asked.put(id, request);
                    answers.put(id, answer);
                }
            } else if (isSame(request, Objects.requireNonNull(asked.get(id)))) {
                assertFirstAnswer(node.reserveBudget(request), first);
            } else {
                assertThatThrownBy(() -> node.reserveBudget(request))
                        .as(what)
                        .isInstanceOf(RefusedException.Conflict.class);
            }
            if (first != null && random.nextInt(8) == 0) {
                nodes.get(random.nextInt(nodes.size()))
                        .releaseReservation(fixture().id(id));
            }
        }
    }

    private BudgetRequest randomRequest(Random random, String id) {
        ExecutionConstraints.Builder constraints = ExecutionConstraints.builder();
        if (random.nextBoolean()) {
            constraints.maxCost(random.nextBoolean() ? "0.1" : "0.7");
        }
        BudgetRequest.Builder request = BudgetRequest.builder(
                        AvailableResources.credits(random.nextBoolean() ? "1000" : "0.5"), constraints.build())
                .tenant(fixture().tenant())
                .reservationId(id);
        if (random.nextInt(4) != 0) {
            request.user("u");
        }
        if (random.nextBoolean()) {
            request.swarm("w");
        }
        return request.build();
    }

    /** Whether two requests ask for the same; what the step could have may differ. */
    private static boolean isSame(BudgetRequest one, BudgetRequest other) {
        return String.valueOf(one.userId()).equals(String.valueOf(other.userId()))
                && String.valueOf(one.swarmId()).equals(String.valueOf(other.swarmId()))
                && one.constraints()
                        .envelope(ResourceVector.ZERO)
                        .equals(other.constraints().envelope(ResourceVector.ZERO));
    }
}
