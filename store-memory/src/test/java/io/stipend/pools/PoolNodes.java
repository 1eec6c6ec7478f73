package io.stipend.pools;

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
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Nodes over one memory store in virtual time. Of the pool {@code gpus}, members get memory. */
final class PoolNodes {

    static final String POOL = "gpus";

    private final VirtualTime time = new VirtualTime();
    private final Random random = new Random(7);
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, time);

    static PoolConfig pool(long units) {
        return pool(Map.of(Resource.MEMORY, units));
    }

    static PoolConfig pool(Map<Resource, Long> limits) {
        return PoolConfig.ofUsers(POOL, AccountTerms.of(Limits.of(limits)));
    }

    static Entitlement minimum(long units) {
        return Entitlement.EQUAL.withMinimum(ResourceVector.of(Resource.MEMORY, units));
    }

    VirtualTime time() {
        return time;
    }

    StoreAdapter store() {
        return store;
    }

    SimulatedNode node(PoolConfig pool) {
        return node(Pools.Config.of(pool));
    }

    SimulatedNode node(Pools.Config config) {
        return new SimulatedNode(time, random, store, config);
    }

    void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    static BudgetRequest request(String user, long units) {
        return request(user, units, 0);
    }

    static BudgetRequest request(String user, long units, long tokens) {
        ExecutionConstraints constraints = ExecutionConstraints.builder()
                .maxCost("0")
                .maxTokens(tokens)
                .maxApiCalls(0)
                .maxTime(Duration.ZERO)
                .maxMemoryBytes(units)
                .build();
        return BudgetRequest.builder(AvailableResources.credits("0"), constraints)
                .user(user)
                .pools(POOL)
                .build();
    }

    /** Asks, and waits for half a minute. */
    static CompletableFuture<PoolAnswer> ask(SimulatedNode node, String user, long units) {
        return ask(node, request(user, units), Wait.upTo(Duration.ofSeconds(30)));
    }

    static CompletableFuture<PoolAnswer> ask(SimulatedNode node, BudgetRequest request, Wait wait) {
        return node.reserve(request, wait).toCompletableFuture();
    }

    /** The reservation of an answer that is there, and says yes. */
    static ReservationId held(CompletableFuture<PoolAnswer> answer) {
        if (answer.isDone() && answer.join() instanceof PoolAnswer.Decided decided) {
            return decided.result()
                    .approved()
                    .map(ReserveResult.Approved::reservationId)
                    .orElseThrow(() -> new AssertionError("not approved: " + decided.result()));
        }
        throw new AssertionError("not held: " + answer);
    }

    static boolean isHeld(CompletableFuture<PoolAnswer> answer) {
        return answer.isDone() && answer.join().isApproved();
    }

    /** What is reserved and spent of a resource on an account of the pool. */
    long inUse(String account, Resource resource) {
        return store.accountAdministration()
                .show(AccountId.pool(account))
                .map(view -> view.reserved().get(resource) + view.spent().get(resource))
                .orElse(0L);
    }

    long inUse(String account) {
        return inUse(account, Resource.MEMORY);
    }
}
