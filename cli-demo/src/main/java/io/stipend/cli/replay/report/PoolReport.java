package io.stipend.cli.replay.report;

import io.stipend.cli.replay.pools.PoolOutcome;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.List;

/**
 * What a replay on nodes that share a pool found.
 *
 * @param trace what was replayed
 * @param plan what was tried
 * @param outcomes what came of it on the nodes; and on one node straight on the store, unless that is the same
 */
public record PoolReport(Trace trace, PoolPlan plan, List<PoolOutcome> outcomes) {

    public PoolReport {
        outcomes = List.copyOf(outcomes);
    }

    /** What came of it on the nodes. */
    public PoolOutcome onNodes() {
        return outcomes.get(0);
    }

    /** Whether all that was seen is as it must be, in each run: the books are right, and never more was admitted than there is. */
    public boolean isSound() {
        return outcomes.stream().allMatch(outcome -> outcome.balanced() && outcome.withinPool());
    }

    /** Whether all requests were run, each time. */
    public boolean isComplete() {
        return outcomes.stream().allMatch(outcome -> outcome.traffic().complete());
    }

    /** Whether any member has a minimum. */
    boolean hasMinimums() {
        return onNodes().members().stream()
                .anyMatch(member -> !member.entitlement().minimum().isZero());
    }

    /** The amounts of what the pool limits. */
    ResourceVector ofPool(ResourceVector amounts) {
        return ResourceVector.map(resource -> isLimited(resource) ? amounts.get(resource) : 0);
    }

    private boolean isLimited(Resource resource) {
        return plan.pool().terms().limits().find(resource).isPresent();
    }
}
