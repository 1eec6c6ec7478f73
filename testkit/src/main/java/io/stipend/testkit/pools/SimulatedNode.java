package io.stipend.testkit.pools;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ResourceManager;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolQueue;
import io.stipend.pools.PoolTimer;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A node of its own over a store that all share: a manager, a queue, and what would be its threads. */
public final class SimulatedNode {

    private static final long LEAST_LATENCY_NANOS = Duration.ofMillis(1).toNanos();

    private final VirtualTime time;
    private final Random random;
    private final CountedStore store;
    private final ResourceManager manager;
    private final PoolQueue queue;
    private boolean dead;

    /** Starts a node. */
    public SimulatedNode(VirtualTime time, Random random, StoreAdapter shared, Pools.Config config) {
        this.time = time;
        this.random = random;
        this.store = new CountedStore(shared);
        Pools pools = Pools.open(store, config, Telemetry.none(), new Timer());
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
        dead = true;
    }

    /** What runs beside others takes as long as a call of the store, some milliseconds. */
    private final class Timer implements PoolTimer {

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public InstantSource clock() {
            return time;
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {
            time.after(delayNanos, () -> {
                if (!dead) {
                    task.run();
                }
            });
        }

        @Override
        public void run(Runnable task) {
            schedule(task, LEAST_LATENCY_NANOS + random.nextInt((int) LEAST_LATENCY_NANOS));
        }

        @Override
        public void close() {
            dead = true;
        }
    }
}
