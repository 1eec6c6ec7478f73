package io.stipend.testkit.internal.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Announcement;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fair shares of a pool: nodes that see each other through the store alone. */
public abstract class PoolContract extends StoreContractPart {

    private static final String POOL = "gpus";
    private static final Duration STEP = Duration.ofMillis(250);

    private final VirtualTime time = new VirtualTime();
    private final Random random = new Random(7);

    /** Nodes name their reservations themselves, so the fixture does not know them: the books are verified instead. */
    @Override
    public boolean leavesBooksBalanced() {
        return false;
    }

    @AfterEach
    void verifyBooks() {
        VerificationAssertions.assertClean(
                fixture().harness().adapter(), fixture().tenant());
    }

    private PoolConfig pool(long units) {
        return PoolConfig.ofUsers(POOL, AccountTerms.of(Limits.of(Map.of(Resource.MEMORY, units))))
                .withTenant(fixture().tenant());
    }

    private static Entitlement minimum(long units) {
        return Entitlement.EQUAL.withMinimum(ResourceVector.of(Resource.MEMORY, units));
    }

    private SimulatedNode node(PoolConfig config) {
        return new SimulatedNode(time, random, fixture().harness().adapter(), Pools.Config.of(config));
    }

    private void pass(int steps) {
        for (int i = 0; i < steps; i++) {
            fixture().advance(STEP);
            time.pass(STEP);
        }
    }

    private CompletableFuture<PoolAnswer> ask(SimulatedNode node, String user, long units) {
        ExecutionConstraints constraints = ExecutionConstraints.builder()
                .maxCost("0")
                .maxTokens(0)
                .maxApiCalls(0)
                .maxTime(Duration.ZERO)
                .maxMemoryBytes(units)
                .build();
        BudgetRequest request = BudgetRequest.builder(AvailableResources.credits("0"), constraints)
                .tenant(fixture().tenant())
                .user(user)
                .pools(POOL)
                .build();
        return node.reserve(request, Wait.upTo(Duration.ofMinutes(5))).toCompletableFuture();
    }

    private static ReservationId held(CompletableFuture<PoolAnswer> answer) {
        assertThat(answer).isCompleted();
        return ((PoolAnswer.Decided) answer.join())
                .result()
                .approved()
                .map(ReserveResult.Approved::reservationId)
                .orElseThrow();
    }

    private List<ReservationId> fill(SimulatedNode node, String user, int count) {
        List<ReservationId> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(held(ask(node, user, 1)));
        }
        return running;
    }

    private long inUse(String account) {
        AccountId id = new AccountId(fixture().tenant(), AccountId.Kind.POOL, account);
        return fixture().accounts().show(id).orElseThrow().reserved().get(Resource.MEMORY);
    }

    @Test
    @DisplayName("who waits on one node is served when room comes free on another")
    void waitersAreServedAcrossNodes() {
        SimulatedNode one = node(pool(4));
        SimulatedNode other = node(pool(4));
        ReservationId first = held(ask(one, "alice", 4));
        CompletableFuture<PoolAnswer> waiting = ask(other, "bob", 2);
        pass(4);
        assertThat(waiting).isNotDone();
        assertThat(inUse("share:gpus:want:bob")).isEqualTo(2);

        one.manager().releaseReservation(first);
        pass(2);

        held(waiting);
        assertThat(inUse("share:gpus:in:bob")).isEqualTo(2);
    }

    @Test
    @DisplayName("what is missing to a minimum is kept on every node while its owner waits on one")
    void minimumsAreKept() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode one = node(pool);
        SimulatedNode other = node(pool);
        List<ReservationId> running = fill(one, "borrower", 10);
        CompletableFuture<PoolAnswer> borrowers = ask(one, "borrower", 1);
        CompletableFuture<PoolAnswer> owners = ask(other, "owner", 4);
        pass(3);

        for (ReservationId ended : running.subList(0, 4)) {
            assertThat(owners).isNotDone();
            one.manager().releaseReservation(ended);
            pass(1);
        }
        pass(2);

        held(owners);
        assertThat(borrowers).isNotDone();
    }

    @Test
    @DisplayName("what a dead node said of its line counts for nothing, although nothing sweeps")
    void deadNodesAreNotWaitedFor() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode dying = node(pool);
        SimulatedNode living = node(pool);
        List<ReservationId> running = fill(living, "borrower", 10);
        CompletableFuture<PoolAnswer> owners = ask(dying, "owner", 4);
        pass(3);
        assertThat(owners).isNotDone();
        CompletableFuture<PoolAnswer> waiting = ask(living, "borrower", 1);
        living.manager().releaseReservation(running.get(0));
        pass(4);
        assertThat(waiting).isNotDone();

        dying.die();
        pass(24);

        held(waiting);
        assertThat(inUse("share:gpus:want:owner")).isZero();
    }

    @Test
    @DisplayName(
            "that a member waits below its minimum and is given nothing is announced once, and so is the end, whoever dies")
    void starvationIsAnnouncedOnce() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode dying = node(pool);
        SimulatedNode living = node(pool);
        List<ReservationId> running = fill(living, "borrower", 10);
        assertThat(ask(dying, "owner", 1)).isNotDone();
        pass(4 * 20);
        CompletableFuture<PoolAnswer> owners = ask(living, "owner", 2);
        pass(4 * 9);
        assertThat(starvations()).isEmpty();

        pass(4 * 5);
        assertThat(starvations()).singleElement().satisfies(told -> {
            assertThat(told.starves()).isTrue();
            assertThat(told.member()).isEqualTo("owner");
            assertThat(told.inUse()).isZero();
            assertThat(told.minimum()).isEqualTo(4);
            assertThat(told.wanted()).isEqualTo(3);
        });
        dying.die();
        SimulatedNode late = node(pool);
        assertThat(ask(late, "borrower", 1)).isNotDone();
        pass(4 * 10);
        assertThat(starvations()).hasSize(1);

        living.manager().releaseReservation(running.get(0));
        living.manager().releaseReservation(running.get(1));
        pass(4 * 35);

        held(owners);
        assertThat(starvations()).extracting(MemberStarvation::starves).containsExactly(true, false);
        assertThat(starvations())
                .extracting(MemberStarvation::sinceMillis)
                .hasSize(2)
                .containsOnly(starvations().get(0).sinceMillis());
    }

    private List<MemberStarvation> starvations() {
        AccountId id = new AccountId(fixture().tenant(), AccountId.Kind.POOL, POOL);
        return fixture().journal().entries(id).stream()
                .filter(entry -> entry.change() == AccountChange.ANNOUNCEMENT)
                .map(entry -> (MemberStarvation) Announcement.parse(entry.reason()))
                .toList();
    }
}
