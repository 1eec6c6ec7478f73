package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import java.time.Duration;
import java.util.Optional;

/**
 * What is tried on the traffic: one pool, and the nodes that share it. Immutable.
 *
 * @param pool the pool that each request reserves from
 * @param queueing how nodes treat the pool
 * @param blocks how nodes hold blocks; empty if they hold none
 * @param nodes how many nodes there are, 1 to 64
 * @param patience how long a request waits for its share; zero not to wait
 * @param seed of what takes time on the nodes
 * @param budgets the limits of other accounts, and what requests cost and hold
 * @param rates how fast calls run, where the log does not say
 */
public record PoolPlan(
        PoolConfig pool,
        Pools.Config queueing,
        Optional<BlockConfig> blocks,
        int nodes,
        Duration patience,
        long seed,
        BudgetPlan budgets,
        Rates rates) {

    /** The most nodes. */
    public static final int MAX_NODES = 64;

    /** The same on one node, straight on the store: a central scheduler. */
    public PoolPlan central() {
        return new PoolPlan(pool, queueing, Optional.empty(), 1, patience, seed, budgets, rates);
    }
}
