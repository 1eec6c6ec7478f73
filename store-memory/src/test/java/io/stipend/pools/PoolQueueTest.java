package io.stipend.pools;

import static io.stipend.pools.PoolNodes.ask;
import static io.stipend.pools.PoolNodes.held;
import static io.stipend.pools.PoolNodes.isHeld;
import static io.stipend.pools.PoolNodes.minimum;
import static io.stipend.pools.PoolNodes.pool;
import static io.stipend.pools.PoolNodes.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.Stipend;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.internal.EntryEvents;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SharedPools;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolQueueTest {

    private static final Wait HALF_A_MINUTE = Wait.upTo(Duration.ofSeconds(30));

    private final PoolNodes nodes = new PoolNodes();

    @Test
    void whatFitsIsHeldAtOnceOnTheMembersAccountToo() {
        SimulatedNode node = nodes.node(pool(8));

        ReservationId held = held(ask(node, "alice", 3));

        ReservationSnapshot found = node.manager().findReservation(held).orElseThrow();
        assertThat(found.header().path().texts())
                .containsExactly("user:alice", "pool:gpus", "pool:share:gpus:in:alice");
        assertThat(nodes.inUse("share:gpus:in:alice")).isEqualTo(3);
    }

    @Test
    void whoWaitsIsServedWhenRoomComesFree() {
        SimulatedNode node = nodes.node(pool(4));
        ReservationId first = held(ask(node, "alice", 4));
        CompletableFuture<PoolAnswer> waiting = ask(node, "bob", 2);
        nodes.pass(5_000);
        assertThat(waiting).isNotDone();

        node.manager().releaseReservation(first);
        nodes.pass(10);

        assertThat(isHeld(waiting)).isTrue();
    }

    @Test
    void whoWaitsOnAnotherNodeIsServedWithTheNextLook() {
        SimulatedNode one = nodes.node(pool(4));
        SimulatedNode other = nodes.node(pool(4));
        ReservationId first = held(ask(one, "alice", 4));
        CompletableFuture<PoolAnswer> waiting = ask(other, "bob", 2);
        nodes.pass(5_000);
        assertThat(waiting).isNotDone();

        one.manager().releaseReservation(first);
        nodes.pass(300);

        assertThat(isHeld(waiting)).isTrue();
    }

    @Test
    void whoWaitsTooLongIsToldItsPlaceAndItsShare() {
        SimulatedNode node = nodes.node(pool(4));
        held(ask(node, "alice", 4));
        CompletableFuture<PoolAnswer> first = ask(node, "alice", 1);
        CompletableFuture<PoolAnswer> second = ask(node, request("alice", 1), Wait.upTo(Duration.ofSeconds(2)));
        nodes.pass(2_000);

        assertThat(first).isNotDone();
        PoolAnswer.WaitTimedOut told = (PoolAnswer.WaitTimedOut) second.join();
        assertThat(told)
                .isEqualTo(new PoolAnswer.WaitTimedOut(
                        "alice",
                        Duration.ofSeconds(2),
                        2,
                        2,
                        ResourceVector.of(Map.of(Resource.MEMORY, 4L, Resource.SLOTS, 1L)),
                        1.0,
                        told.shortage()));
        assertThat(told.shortage().resource()).isEqualTo(Resource.MEMORY);
        assertThat(told.shortage().available()).isZero();
        assertThat(told.shortage().needed()).isEqualTo(1);
        assertThat(told.message())
                .isEqualTo(
                        "no share of the pool came free for 'alice' within 2000 ms: it was number 2 of 2 that wait here,"
                                + " and has {MEMORY=4, SLOTS=1} in use, 100.0 % of the pool");
    }

    @Test
    void ofOneMembersRequestsTheHigherPriorityGoesFirstAndThenTheEarlier() {
        SimulatedNode node = nodes.node(pool(1));
        ReservationId running = held(ask(node, "alice", 1));
        List<String> served = new ArrayList<>();
        Map<String, Integer> priorities = Map.of("a", 0, "b", 5, "c", 0, "d", 5);
        List<ReservationId> held = new ArrayList<>(List.of(running));
        for (String name : List.of("a", "b", "c", "d")) {
            ask(node, request("alice", 1), HALF_A_MINUTE.withPriority(priorities.get(name)))
                    .thenAccept(answer -> {
                        served.add(name);
                        held.add(((PoolAnswer.Decided) answer)
                                .result()
                                .approved()
                                .orElseThrow()
                                .reservationId());
                    });
        }
        for (int i = 0; i < 4; i++) {
            node.manager().releaseReservation(held.get(i));
            nodes.pass(10);
        }

        assertThat(served).containsExactly("b", "d", "a", "c");
    }

    @Test
    void betweenMembersTheLowerWeightedShareGoesFirst() {
        PoolConfig pool = pool(10).withMember("heavy", Entitlement.EQUAL.withWeight(4));
        SimulatedNode node = nodes.node(pool);
        List<ReservationId> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(held(ask(node, "greedy", 1)));
        }
        List<CompletableFuture<PoolAnswer>> heavy = new ArrayList<>();
        List<CompletableFuture<PoolAnswer>> light = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            light.add(ask(node, "light", 1));
            heavy.add(ask(node, "heavy", 1));
        }
        running.forEach(node.manager()::releaseReservation);
        nodes.pass(100);

        assertThat(heavy.stream().filter(PoolNodes::isHeld)).hasSize(8);
        assertThat(light.stream().filter(PoolNodes::isHeld)).hasSize(2);
    }

    @Test
    void asManyWaitAsMay() {
        SimulatedNode node = nodes.node(Pools.Config.of(pool(1)).withMaxWaiting(1));
        held(ask(node, "alice", 1));
        CompletableFuture<PoolAnswer> waiting = ask(node, "alice", 1);

        assertThat(ask(node, "bob", 1).join()).isEqualTo(new PoolAnswer.LineFull(1));
        assertThat(waiting).isNotDone();
    }

    @Test
    void whatCanNeverFitIsAnsweredAtOnce() {
        PoolConfig pool =
                pool(8).withMember("small", Entitlement.EQUAL.withMost(Limits.of(Map.of(Resource.MEMORY, 2L))));
        SimulatedNode node = nodes.node(pool);

        assertThat(rejection(ask(node, "alice", 9)).account()).isEqualTo(AccountId.pool("gpus"));
        assertThat(rejection(ask(node, "small", 3)).account()).isEqualTo(AccountId.pool("share:gpus:in:small"));
    }

    @Test
    void aRejectionForAnotherReasonIsAnsweredAtOnce() {
        SimulatedNode node = nodes.node(pool(8));
        ExecutionConstraints costly =
                ExecutionConstraints.builder().maxCost("20000").build();
        BudgetRequest request = BudgetRequest.builder(AvailableResources.credits("50000"), costly)
                .user("alice")
                .pools("gpus")
                .build();

        Rejection rejection = rejection(ask(node, request, HALF_A_MINUTE));

        assertThat(rejection.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        assertThat(rejection.account()).isEqualTo(AccountId.user("alice"));
    }

    private static Rejection rejection(CompletableFuture<PoolAnswer> answer) {
        return ((ReserveResult.Rejected) ((PoolAnswer.Decided) answer.join()).result()).rejection();
    }

    @Test
    void whoGivesUpLosesItsPlaceAndHoldsNothing() {
        SimulatedNode node = nodes.node(pool(1));
        ReservationId running = held(ask(node, "alice", 1));
        CompletableFuture<PoolAnswer> first = ask(node, "bob", 1);
        CompletableFuture<PoolAnswer> second = ask(node, "carol", 1);
        first.cancel(false);

        node.manager().releaseReservation(running);
        nodes.pass(50);

        assertThat(isHeld(second)).isTrue();
        assertThat(nodes.inUse("share:gpus:in:bob")).isZero();
    }

    @Test
    void aReserveThatDoesNotWaitKeepsToItsShareToo() {
        SimulatedNode node = nodes.node(pool(10));
        List<ReservationId> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(held(ask(node, "greedy", 1)));
        }
        ask(node, "light", 4);
        running.subList(0, 2).forEach(node.manager()::releaseReservation);

        ReserveResult result = node.manager().reserveBudget(request("greedy", 1));

        assertThat(((ReserveResult.Rejected) result).rejection().code()).isEqualTo(Rejection.Code.CEILING_REACHED);
    }

    @Test
    void whatIsBorrowedIsNotEnlargedWhileItsOwnerWaits() {
        PoolConfig pool = pool(10).withMember("owner", minimum(4));
        SimulatedNode node = nodes.node(pool);
        ReservationId borrowed = held(ask(node, "borrower", 7));
        Extension more = Extension.of(ResourceVector.of(Resource.MEMORY, 1));
        assertThat(node.manager().extendReservation(borrowed, more)).isInstanceOf(Extension.Result.Extended.class);

        CompletableFuture<PoolAnswer> owners = ask(node, "owner", 4);

        assertThat(owners).isNotDone();
        assertThat(node.manager().extendReservation(borrowed, more)).isInstanceOf(Extension.Result.Refused.class);
        assertThat(nodes.inUse("gpus")).isEqualTo(8);
    }

    @Test
    void anExtensionLeavesTheLimitsOfThePoolAlone() {
        SimulatedNode node = nodes.node(pool(10));
        ReservationId held = held(ask(node, "alice", 7));

        Extension.Result refused =
                node.manager().extendReservation(held, Extension.of(ResourceVector.of(Resource.MEMORY, 4)));

        assertThat(refused).isInstanceOf(Extension.Result.Refused.class);
        assertThat(nodes.store()
                        .accountAdministration()
                        .show(AccountId.pool("gpus"))
                        .orElseThrow()
                        .limits())
                .isEqualTo(Limits.of(Map.of(Resource.MEMORY, 10L)));
    }

    @Test
    void nothingOfWhatWaitsIsPublished() {
        SimulatedNode node = nodes.node(pool(1));
        held(ask(node, "alice", 1));
        ask(node, "bob", 1);
        nodes.pass(3_000);
        List<JournalEntry> entries = nodes.store().journal().read(1_000);

        assertThat(nodes.inUse("share:gpus:want:bob")).isEqualTo(1);
        assertThat(entries)
                .filteredOn(entry -> entry instanceof JournalEntry.OfReservation of
                        && SharedPools.isNotice(of.header().path()))
                .isNotEmpty();
        List<String> published = new ArrayList<>();
        entries.forEach(entry ->
                new EntryEvents(ManagerConfig.DEFAULT, true).emit(entry, event -> published.add(event.toString())));
        assertThat(published).hasSizeGreaterThan(1).noneMatch(event -> event.contains("want:"));
    }

    @Test
    void whatWaitedIsForgottenTenMinutesAfterItEnded() {
        SimulatedNode node = nodes.node(pool(1));
        ReservationId first = held(ask(node, "alice", 1));
        CompletableFuture<PoolAnswer> waiting = ask(node, "bob", 1);
        nodes.pass(3_000);
        node.manager().releaseReservation(first);
        nodes.pass(3_000);
        held(waiting);
        List<ReservationId> tickets = tickets();
        assertThat(tickets).isNotEmpty().allMatch(this::isKnown);
        assertThat(nodes.inUse("share:gpus:want:bob")).isZero();

        nodes.pass(Duration.ofMinutes(9).toMillis());
        assertThat(tickets).allMatch(this::isKnown);

        nodes.pass(Duration.ofMinutes(2).toMillis());
        assertThat(tickets).noneMatch(this::isKnown);
        assertThat(isKnown(first)).isTrue();
    }

    private List<ReservationId> tickets() {
        return nodes.store().journal().read(1_000).stream()
                .filter(entry -> entry instanceof JournalEntry.Opened opened
                        && SharedPools.isNotice(opened.header().path()))
                .map(entry -> ((JournalEntry.Opened) entry).header().id())
                .toList();
    }

    private boolean isKnown(ReservationId id) {
        return nodes.store().creditStore().find(id).isPresent();
    }

    @Test
    void aPoolWithoutSharesIsTheManagersAlone() {
        SimulatedNode node = nodes.node(pool(1));
        BudgetRequest elsewhere = BudgetRequest.builder(
                        AvailableResources.credits(Credits.of(1)),
                        ExecutionConstraints.builder().build())
                .user("alice")
                .pools("other")
                .build();

        ReservationId held = held(ask(node, elsewhere, HALF_A_MINUTE));

        assertThat(node.manager()
                        .findReservation(held)
                        .orElseThrow()
                        .header()
                        .path()
                        .texts())
                .containsExactly("user:alice", "pool:other");
    }

    @Test
    void membersAccountsCannotBeNamedByARequest() {
        BudgetRequest.Builder request = BudgetRequest.builder(
                AvailableResources.credits("1"), ExecutionConstraints.builder().build());

        assertThatThrownBy(() -> request.pools("share:gpus:in:bob"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("kept for the members of pools");
    }

    @Test
    void whoWaitsIsToldThatTheProcessStops() {
        Pools pools = Pools.open(MemoryStores.open(), Pools.Config.of(pool(1)));
        CompletableFuture<PoolAnswer> waiting;
        try (Stipend stipend = Stipend.builder(pools.store()).build()) {
            PoolQueue queue = pools.queue(stipend.manager(), ManagerConfig.DEFAULT);
            queue.reserve(request("alice", 1), HALF_A_MINUTE);
            waiting = queue.reserve(request("bob", 1), HALF_A_MINUTE).toCompletableFuture();
        }

        assertThatThrownBy(waiting::join).hasMessageContaining("this process is stopping");
    }

    /** With threads, as in a process of its own. */
    @Test
    void waitsOnThreadsOfItsOwn() throws Exception {
        Pools pools = Pools.open(MemoryStores.open(), Pools.Config.of(pool(4)));
        try (Stipend stipend = Stipend.builder(pools.store()).build()) {
            PoolQueue queue = pools.queue(stipend.manager(), ManagerConfig.DEFAULT);
            List<CompletableFuture<PoolAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(queue.reserve(request("user-" + i % 5, 1), Wait.upTo(Duration.ofMinutes(5)))
                        .toCompletableFuture());
            }
            // Each that is served makes room for another.
            answers.forEach(answer -> answer.thenAcceptAsync(served -> ((PoolAnswer.Decided) served)
                    .result()
                    .approved()
                    .ifPresent(held -> stipend.manager().releaseReservation(held.reservationId()))));

            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);

            assertThat(answers).allMatch(answer -> answer.join().isApproved());
        }
    }
}
