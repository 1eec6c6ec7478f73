package io.stipend.testkit.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stipend.core.BudgetRequest;
import io.stipend.core.BudgetRequest.Part;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.error.RefusedException;
import io.stipend.core.execution.Execution;
import io.stipend.core.execution.Executions;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What users of {@code ResourceManager} and {@code Execution} are promised of agents and their sub-agents, over the store under test. */
public abstract class TreeContract extends StoreContractPart {

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private ResourceManager manager;

    @BeforeEach
    void makeManager() {
        manager = new ResourceManager(
                fixture().store(), fixture().upkeep(), LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, Telemetry.none());
    }

    @Test
    @DisplayName("a split is approved like a reserve, and rejected with the numbers where too little is idle")
    void splitsAreApprovedOrRejected() {
        reserve("agent", "2");

        ResourceManager.SplitResult split = manager.splitReservation(id("agent"), part("1.5", "sub"));
        assertThat(split.orElseThrow().reservationId()).isEqualTo(id("sub"));
        assertThat(split.orElseThrow().held().credits()).isEqualTo(units("1.5"));
        assertThat(split.orElseThrow().replayed()).isFalse();
        assertThat(split.given().orElseThrow().held().credits()).isEqualTo(units("0.5"));

        ResourceManager.SplitResult again = manager.splitReservation(id("agent"), part("1.5", "sub"));
        assertThat(again.orElseThrow().replayed()).isTrue();
        assertThat(again.given()).isEmpty();

        Rejection rejection = rejection(manager.splitReservation(id("agent"), part("0.6", "other")));
        assertThat(rejection.code()).isEqualTo(Rejection.Code.IDLE_TOO_SMALL);
        assertThat(rejection.resource()).isEqualTo(Resource.CREDITS);
        assertThat(rejection.needed()).isEqualTo(units("0.6"));
        assertThat(rejection.available()).isEqualTo(units("0.5"));
        assertThat(rejection.message()).contains("'agent'", "0.5", "0.6");

        Extension.Result extension = manager.extendReservation(id("sub"), Extension.credits(Credits.of("0.6")));
        assertThat(extension)
                .isInstanceOfSatisfying(
                        Extension.Result.Refused.class,
                        refused -> assertThat(refused.rejection().code()).isEqualTo(Rejection.Code.IDLE_TOO_SMALL));
        assertThat(manager.getMetrics().rejectedBy()).containsEntry(Rejection.Code.IDLE_TOO_SMALL, 1L);
        assertThat(manager.getMetrics().approvedReservations()).isEqualTo(2);
    }

    @Test
    @DisplayName("what keeps a split from its parent, and what keeps it from its child, is told of the right one")
    void refusalsNameTheRightOne() {
        assertThatThrownBy(() -> manager.splitReservation(id("agent"), part("1", "sub")))
                .isInstanceOf(RefusedException.NotFound.class)
                .hasMessageContaining("'agent'");
        reserve("agent", "2");
        manager.splitReservation(id("agent"), part("1", "sub"));
        assertThatThrownBy(() -> manager.splitReservation(id("agent"), part("0.5", "sub")))
                .isInstanceOf(RefusedException.Conflict.class)
                .hasMessageContaining("'sub'");
        manager.releaseReservation(id("agent"));
        assertThatThrownBy(() -> manager.splitReservation(id("agent"), part("0.5", "third")))
                .isInstanceOf(RefusedException.AlreadyClosed.class)
                .hasMessageContaining("'agent'");
    }

    @Test
    @DisplayName("the release of a tree closes the root and all that was split from it, and may be tried again")
    void releasesTrees() {
        reserve("agent", "8");
        manager.splitReservation(id("agent"), part("4", "a"));
        manager.splitReservation(id("agent"), part("2", "b"));
        manager.splitReservation(id("a"), part("2", "aa"));
        manager.splitReservation(id("aa"), part("1", "aaa"));
        manager.trackUsage(id("aaa"), usage("0.25"));
        manager.finalizeUsage(id("b"), usage("0.5"));
        assertThat(manager.childrenOf(id("agent")))
                .extracting(child -> child.header().id(), ReservationSnapshot::isOpen)
                .containsExactly(tuple(id("a"), true), tuple(id("b"), false));
        assertThat(manager.childrenOf(id("unknown"))).isEmpty();

        List<SettlementReport> closed = manager.releaseTree(id("agent"));

        assertThat(closed)
                .extracting(report -> report.reservationId().value())
                .containsExactly("agent", "a", "aa", "aaa");
        assertThat(List.of("agent", "a", "aa", "aaa"))
                .allSatisfy(name -> assertThat(fixture().find(id(name)).closing())
                        .satisfies(closing -> assertThat(closing.kind()).isEqualTo(CloseKind.RELEASED)));
        assertThat(fixture().find(id("b")).closing())
                .satisfies(closing -> assertThat(closing.kind()).isEqualTo(CloseKind.SETTLED));
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().spent(user())).isEqualTo(units("0.75"));

        assertThat(manager.releaseTree(id("agent")))
                .hasSize(4)
                .allSatisfy(report -> assertThat(report.replayed()).isTrue());
        assertThatThrownBy(() -> manager.releaseTree(id("unknown"))).isInstanceOf(RefusedException.NotFound.class);
    }

    @Test
    @DisplayName("the release of a tree goes on where the root has ended by itself")
    void releasesWhatIsLeftOfATree() {
        reserve("agent", "8");
        manager.splitReservation(id("agent"), part("4", "a"));
        manager.finalizeUsage(id("agent"), usage("1"));

        assertThat(manager.releaseTree(id("agent")))
                .extracting(report -> report.reservationId().value())
                .containsExactly("a");
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName(
            "an execution hands parts of its budget to sub-agents, and gets back what they do not use, also of one that crashes")
    void executionsSplit() {
        try (Executions executions = new Executions(manager);
                Execution agent = started(executions.open(request("agent", "3")))) {
            try (Execution sub = started(agent.split(part("1", "sub")))) {
                assertThat(sub.held().credits()).isEqualTo(units("1"));
                assertThat(agent.remaining().credits()).isEqualTo(units("2"));
                sub.settle(usage("0.25"));
            }
            assertThat(agent.split(Part.credits(Credits.of("5")))).isInstanceOf(Execution.OpenResult.Rejected.class);
            // Its process dies: nobody renews its lease, and nobody closes it.
            manager.splitReservation(
                    agent.reservationId(), part("1", "crashing").lease(Duration.ofSeconds(30)));
            manager.trackUsage(id("crashing"), usage("0.5"));
            fixture().outlive(id("crashing"));
            fixture().expireAll();

            assertThat(agent.track(usage("0.1")).held().credits()).isEqualTo(units("2.25"));
            assertThat(agent.remaining().credits()).isEqualTo(units("2.15"));
            agent.settle(usage("0.1"));
        }
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().spent(user())).isEqualTo(units("0.85"));
    }

    // ---- what the tests share

    private static Execution started(Execution.OpenResult result) {
        return ((Execution.OpenResult.Started) result).execution();
    }

    private BudgetRequest request(String id, String credits) {
        fixture().reservations().add(id);
        return BudgetRequest.builder(
                        AvailableResources.credits("1000000"),
                        ExecutionConstraints.builder().maxCost(credits).build())
                .tenant(fixture().tenant())
                .user(user().name())
                .reservationId(id)
                .build();
    }

    private void reserve(String id, String credits) {
        manager.reserveBudget(request(id, credits)).orElseThrow();
    }

    private Part part(String credits, String id) {
        fixture().reservations().add(id);
        return Part.credits(Credits.of(credits)).reservationId(id);
    }

    private static Rejection rejection(ResourceManager.SplitResult result) {
        return ((ReserveResult.Rejected) result.child()).rejection();
    }

    private static ResourceUsage usage(String credits) {
        return ResourceUsage.builder().credits(credits).build();
    }

    private static long units(String credits) {
        return Credits.of(credits).units();
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id(String name) {
        return fixture().id(name);
    }
}
