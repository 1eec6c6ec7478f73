package io.stipend.cli.replay;

import io.stipend.cli.replay.pools.PoolOutcome;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.cli.replay.pools.PoolReplay;
import io.stipend.cli.replay.report.PoolReport;
import io.stipend.cli.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * Replays a trace on nodes that share a pool, and once more on one node straight on the store.
 *
 * @param trace what is replayed
 * @param running can stop it
 */
record PooledReplay(Trace trace, RunningReplay running) {

    /** Runs it with a plan, on the caller's thread. */
    PoolReport run(PoolPlan plan) throws InterruptedException {
        List<PoolOutcome> outcomes = new ArrayList<>();
        outcomes.add(outcome(plan));
        if (!plan.equals(plan.central())) {
            outcomes.add(outcome(plan.central()));
        }
        return new PoolReport(trace, plan, outcomes);
    }

    private PoolOutcome outcome(PoolPlan plan) throws InterruptedException {
        return running.run(new PoolReplay(trace, plan), trace.requests().size());
    }
}
