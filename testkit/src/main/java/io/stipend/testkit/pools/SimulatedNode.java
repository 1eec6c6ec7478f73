package io.stipend.testkit.pools;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ResourceManager;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
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
    private final ResourceManager manager;
    private final PoolQueue queue;

    /** Starts a node. */
    public SimulatedNode(VirtualTime time, Random random, StoreAdapter shared, Pools.Config config) {
        this(time, random, shared, config, Telemetry.none());
    }

    /** Starts a node whose numbers go somewhere. */
    public SimulatedNode(
            VirtualTime time, Random random, StoreAdapter shared, Pools.Config config, Telemetry telemetry) {
        this.timer = new SimulatedTimer(time, random, 1);
        this.store = new CountedStore(shared);
        Pools pools = Pools.open(store, config, telemetry, timer);
        this.manager = new ResourceManager(
                pools.store().creditStore(),
                pools.store().upkeep(),
                LimitPolicy.DEFAULT,
                ManagerConfig.DEFAULT,
                Telemetry.none());
        this.queue = pools.queue(manager, ManagerConfig.DEFAULT);
    }

    /** Its manager. */
    public ResourceManager manager() {
        return manager;
    }

    /** Asks for a share. */
    public CompletionStage<PoolAnswer> reserve(BudgetRequest request, Wait wait) {
        return queue.reserve(request, wait);
    }

    /** How often it has called the store, other than to reserve, track and close for its callers. */
    public long callsForFairness() {
        return store.callsForFairness();
    }

    /** From now on it does nothing any more, and withdraws nothing. */
    public void die() {
        timer.die();
    }
}
