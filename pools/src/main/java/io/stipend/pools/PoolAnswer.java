package io.stipend.pools;

import io.stipend.core.ReserveResult;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Locale;

/** What became of a request to a pool. */
public sealed interface PoolAnswer {

    /**
     * The manager decided: the budget is held, or something refused it for which waiting is no remedy.
     *
     * @param result approved or rejected
     */
    record Decided(ReserveResult result) implements PoolAnswer {

        @Override
        public boolean isApproved() {
            return result.isApproved();
        }
    }

    /**
     * Its share did not come free in time. Nothing is held.
     *
     * @param member the user or swarm that it was for
     * @param waited how long it waited
     * @param place its place among requests of the same member on this node, 1 being the next
     * @param waiting how many requests of this member waited on this node, itself included
     * @param inUse what the member had in use of the pool
     * @param share the largest part of any of the pool's resources that the member had in use, 0 to 1
     * @param shortage in what it was short, as if it had been refused for its ceiling; with as much available as needed if others of the
     *     same member were before it
     */
    record WaitTimedOut(
            String member,
            Duration waited,
            int place,
            int waiting,
            ResourceVector inUse,
            double share,
            Rejection shortage)
            implements PoolAnswer {

        /** The same in a sentence for people. */
        public String message() {
            return String.format(
                    Locale.ROOT,
                    "no share of the pool came free for %s within %d ms: it was number %d of %d that wait here, and has %s in use,"
                            + " %.1f %% of the pool",
                    Checks.shown(member),
                    waited.toMillis(),
                    place,
                    waiting,
                    inUse,
                    share * 100);
        }
    }

    /**
     * As many requests wait on this node as may. Nothing is held.
     *
     * @param limit how many that is
     */
    record LineFull(int limit) implements PoolAnswer {}

    /** Whether the budget is held. */
    default boolean isApproved() {
        return false;
    }
}
