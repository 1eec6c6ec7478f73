package io.stipend.pools.simulation;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ResourceManager;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolQueue;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A node of its own over a store that all share: a manager, a queue, and what would be its threads. */
public final class SimulatedNode {

    private final CountedStore store;
    private final SimulatedTimer timer;
    private final StoreAdapter pools;
    private final ResourceManager manager;
    private final PoolQueue queue;

    /** Starts a node. */
    public SimulatedNode(VirtualTime time, Random random, StoreAdapter shared, Pools.Config config) {
        this(time, random, shared, config, Telemetry.none());
    }

    /** Starts a node whose numbers go somewhere. */
    public SimulatedNode(
            VirtualTime time, Random random, StoreAdapter shared, Pools.Config config, Telemetry telemetry) {
        this(time, random, shared, config, Policy.DEFAULT, telemetry);
    }

    /**
     * Starts a node with a policy.
     *
     * @param shared closed by whoever opened it
     * @param random of what takes time on the node
     */
    public SimulatedNode(
            VirtualTime time,
            Random random,
            StoreAdapter shared,
            Pools.Config config,
            Policy policy,
            Telemetry telemetry) {
        this.timer = new SimulatedTimer(time, random, 1);
        this.store = new CountedStore(shared);
        Pools opened = Pools.open(store, config, telemetry, timer);
        this.pools = opened.store();
        this.manager = new ResourceManager(
                pools.creditStore(),
                pools.upkeep(),
                opened.limits(policy.limits()),
                policy.manager(),
                Telemetry.none());
        this.queue = opened.queue(manager, policy.manager());
    }

    /**
     * How its manager judges.
     *
     * @param limits what accounts may use, other than those of pools
     */
    public record Policy(LimitPolicy limits, ManagerConfig manager) {

        /** What holds unless something else is said. */
        public static final Policy DEFAULT = new Policy(LimitPolicy.DEFAULT, ManagerConfig.DEFAULT);
    }

    /** Its manager. */
    public ResourceManager manager() {
        return manager;
    }

    /** Asks for a share. */
    public CompletionStage<PoolAnswer> reserve(BudgetRequest request, Wait wait) {
        return queue.reserve(request, wait);
    }

    /** Its upkeep of the store. */
    public StoreUpkeep upkeep() {
        return pools.upkeep();
    }

    /** How often it has called the store, for whatever reason but upkeep. */
    public long calls() {
        return store.calls();
    }

    /** How often it has called the store, other than to reserve, track and close for its callers. */
    public long callsForFairness() {
        return store.callsForFairness();
    }

    /** From now on it does nothing any more, and withdraws nothing. */
    public void die() {
        timer.die();
    }

    /** Stops, and withdraws what it has said of what waits. */
    public void close() {
        pools.close();
    }
}
