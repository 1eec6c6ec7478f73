package io.stipend.pools;

import static io.stipend.pools.PoolNodes.ask;
import static io.stipend.pools.PoolNodes.held;
import static io.stipend.pools.PoolNodes.isHeld;
import static io.stipend.pools.PoolNodes.minimum;
import static io.stipend.pools.PoolNodes.pool;
import static io.stipend.pools.PoolNodes.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.pools.simulation.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolFaultsTest {

    private static final Wait HALF_A_MINUTE = Wait.upTo(Duration.ofSeconds(30));

    private final PoolNodes nodes = new PoolNodes();

    private static List<ReservationId> fill(SimulatedNode node, String user, int count) {
        List<ReservationId> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(held(ask(node, user, 1)));
        }
        return running;
    }

    private static List<CompletableFuture<PoolAnswer>> queue(SimulatedNode node, String user, int count) {
        List<CompletableFuture<PoolAnswer>> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(ask(node, user, 1));
        }
        return waiting;
    }

    @Test
    void anIdleMinimumIsLentAndComesBackWhenItsOwnerDoes() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode one = nodes.node(pool);
        SimulatedNode other = nodes.node(pool);
        List<ReservationId> running = fill(one, "borrower", 10);
        List<CompletableFuture<PoolAnswer>> more = queue(one, "borrower", 10);
        CompletableFuture<PoolAnswer> owners = ask(other, "owner", 4);
        nodes.pass(600);

        // Each that ends is kept for the owner, until there are four.
        for (ReservationId ended : running.subList(0, 4)) {
            one.manager().releaseReservation(ended);
            nodes.pass(100);
        }
        nodes.pass(300);

        assertThat(isHeld(owners)).isTrue();
        assertThat(more).noneMatch(CompletableFuture::isDone);
    }

    /** Nothing sweeps here: what a dead node said is past its lease, and must not count all the same. */
    @Test
    void theTicketOfADeadNodeCountsForNothing() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode dying = nodes.node(pool);
        SimulatedNode living = nodes.node(pool);
        List<ReservationId> running = fill(living, "borrower", 10);
        ask(dying, "owner", 4);
        nodes.pass(600);
        List<CompletableFuture<PoolAnswer>> waiting = queue(living, "borrower", 2);
        running.subList(0, 2).forEach(living.manager()::releaseReservation);
        nodes.pass(1_000);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        dying.die();
        nodes.pass(6_000);

        assertThat(waiting).allMatch(PoolNodes::isHeld);
        assertThat(nodes.inUse("share:gpus:want:owner")).isZero();
    }

    @Test
    void theEarmarkOfADeadNodeCountsForNothing() {
        SimulatedNode dying = nodes.node(pool(10));
        SimulatedNode living = nodes.node(pool(10));
        List<ReservationId> running = fill(living, "a", 10);
        ask(dying, "b", 6);
        nodes.pass(3_000);
        assertThat(nodes.inUse("share:gpus:large")).isEqualTo(6);
        List<CompletableFuture<PoolAnswer>> waiting = queue(living, "c", 2);

        dying.die();
        running.subList(0, 2).forEach(living.manager()::releaseReservation);
        nodes.pass(6_000);

        assertThat(waiting).allMatch(PoolNodes::isHeld);
    }

    @Test
    void roomIsKeptForALargeRequestThatOthersWouldOvertakeForEver() {
        SimulatedNode one = nodes.node(pool(10));
        SimulatedNode other = nodes.node(pool(10));
        List<ReservationId> running = fill(one, "a", 10);
        List<CompletableFuture<PoolAnswer>> small = queue(one, "a", 40);
        CompletableFuture<PoolAnswer> large = ask(other, "b", 6);
        int ended = 0;
        for (int i = 0; i < 60 && !isHeld(large); i++) {
            one.manager().releaseReservation(running.get(ended++));
            nodes.pass(200);
            small.removeIf(answer -> isHeld(answer) && running.add(held(answer)));
        }

        assertThat(isHeld(large)).isTrue();
        assertThat(small).isNotEmpty();
    }

    @Test
    void aHeadThatNeverFitsDoesNotStopTheOthersForEver() {
        SimulatedNode node = nodes.node(pool(10));
        held(ask(node, "a", 1));
        ask(node, request("b", 10), Wait.upTo(Duration.ofMinutes(10)));
        nodes.pass(3_000);
        CompletableFuture<PoolAnswer> behind = ask(node, "c", 2);
        nodes.pass(1_000);
        assertThat(behind).isNotDone();

        nodes.pass(15_000);

        assertThat(isHeld(behind)).isTrue();
    }

    @Test
    void aWeightOfOneBesideAThousandIsServed() {
        PoolConfig pool = pool(8).withMember("heavy", Entitlement.EQUAL.withWeight(1_000));
        SimulatedNode one = nodes.node(pool);
        SimulatedNode other = nodes.node(pool);
        List<ReservationId> running = fill(one, "heavy", 8);
        queue(one, "heavy", 100);
        CompletableFuture<PoolAnswer> light = ask(other, "light", 1);
        nodes.pass(600);

        one.manager().releaseReservation(running.get(0));
        nodes.pass(300);

        assertThat(isHeld(light)).isTrue();
    }

    @Test
    void aNodeWithAnotherConfigurationTakesNobodyAboveThePool() {
        SimulatedNode one = nodes.node(pool(10).withMember("owner", minimum(4)));
        SimulatedNode other =
                nodes.node(Pools.Config.of(pool(10).withMember("borrower", Entitlement.EQUAL.withWeight(50)))
                        .withTick(Duration.ofMillis(700)));
        fill(one, "borrower", 5);
        fill(other, "borrower", 5);
        queue(other, "borrower", 20);
        CompletableFuture<PoolAnswer> owners = ask(one, "owner", 1);
        nodes.pass(2_000);

        assertThat(owners).isNotDone();
        assertThat(nodes.inUse("gpus")).isEqualTo(10);
        assertThat(nodes.inUse("share:gpus:in:borrower")).isEqualTo(10);
    }

    @Test
    void borrowingOneResourceDoesNotHarmTheMinimumOfAnother() {
        PoolConfig pool =
                pool(Map.of(Resource.MEMORY, 10L, Resource.TOKENS, 1_000L)).withMember("owner", minimum(4));
        SimulatedNode node = nodes.node(pool);
        List<ReservationId> running = fill(node, "borrower", 10);
        queue(node, "borrower", 10);
        // It borrows tokens, of which it has no minimum, and is within its minimum of memory.
        CompletableFuture<PoolAnswer> owners = ask(node, request("owner", 1, 600), HALF_A_MINUTE);
        nodes.pass(600);

        node.manager().releaseReservation(running.get(0));
        nodes.pass(100);

        assertThat(isHeld(owners)).isTrue();
    }

    @Test
    void whoWaitsForTokensThatAreUsedUpKeepsNoMemoryFromOthers() {
        PoolConfig pool =
                pool(Map.of(Resource.MEMORY, 10L, Resource.TOKENS, 1_000L)).withMember("owner", minimum(4));
        SimulatedNode node = nodes.node(pool);
        held(ask(node, request("spender", 1, 900), HALF_A_MINUTE));
        List<ReservationId> running = fill(node, "borrower", 9);
        CompletableFuture<PoolAnswer> owners = ask(node, request("owner", 1, 200), HALF_A_MINUTE);
        CompletableFuture<PoolAnswer> others = ask(node, "borrower", 1);
        nodes.pass(600);

        node.manager().releaseReservation(running.get(0));
        nodes.pass(100);

        assertThat(owners).isNotDone();
        assertThat(isHeld(others)).isTrue();
    }

    @Test
    void aThousandMembersHaveTheirTurns() {
        SimulatedNode one = nodes.node(pool(1_000));
        SimulatedNode other = nodes.node(pool(1_000));
        List<ReservationId> running = fill(one, "greedy", 1_000);
        List<CompletableFuture<PoolAnswer>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(ask(other, "member-" + i, 1));
        }
        nodes.pass(2_000);

        running.forEach(one.manager()::releaseReservation);
        nodes.pass(1_000);

        assertThat(waiting).allMatch(PoolNodes::isHeld);
        assertThat(nodes.inUse("gpus")).isEqualTo(1_000);
    }

    @Test
    void whatANodeSaidIsGoneWhenNothingWaitsAnyMore() {
        SimulatedNode one = nodes.node(pool(2));
        List<ReservationId> running = fill(one, "a", 2);
        CompletableFuture<PoolAnswer> waiting = ask(one, "b", 1);
        nodes.pass(1_000);
        assertThat(nodes.inUse("share:gpus:want:b")).isEqualTo(1);

        one.manager().releaseReservation(running.get(0));
        nodes.pass(5_000);
        long calls = one.callsForFairness();
        nodes.pass(60_000);

        assertThat(isHeld(waiting)).isTrue();
        assertThat(nodes.inUse("share:gpus:want:b")).isZero();
        assertThat(one.callsForFairness()).isEqualTo(calls);
    }
}
