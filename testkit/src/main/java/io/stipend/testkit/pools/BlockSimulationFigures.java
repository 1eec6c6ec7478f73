package io.stipend.testkit.pools;

/**
 * What came of a {@link BlockSimulation}.
 *
 * @param used how many tokens were reserved and settled
 * @param overshoot how many of them there were not
 * @param booked how many the shared store has as spent in the end
 * @param callsPerThousand calls of the shared store per 1,000 tokens until 80 % were used
 * @param refused which part of the reserves was refused until 99.9 % were used, although what was needed was idle on other nodes
 * @param returnSeconds after how long 90 % of what was idle on all nodes was returned, once the first dissolved its block
 * @param moveSeconds after how long the node that was the busiest had given back 80 % of what it held idle, at worst
 * @param formedPerNode how many blocks a node formed, on average
 */
public record BlockSimulationFigures(
        long used,
        long overshoot,
        long booked,
        double callsPerThousand,
        double refused,
        double returnSeconds,
        double moveSeconds,
        double formedPerNode) {

    /** Collects them. */
    static final class Builder {

        private final long budget;
        private long attempts;
        private long refusals;
        private double callsPerThousand = Double.NaN;
        private long dissolvedAtNanos = -1;
        private long idleAtDissolution;
        private double returnSeconds = Double.NaN;
        private int shift;
        private long shiftAtNanos;
        private long idleAtShift;
        private double moveSeconds;

        Builder(long budget) {
            this.budget = budget;
        }

        void answered(boolean reserved, long used) {
            if (used <= budget - budget / 1_000) {
                attempts++;
                refusals += reserved ? 0 : 1;
            }
        }

        void look(long nowNanos, long used, long calls, long idle, long dissolved, int shifts, long idleOfFormer) {
            if (Double.isNaN(callsPerThousand) && used >= budget * 8 / 10) {
                callsPerThousand = calls * 1_000.0 / used;
            }
            if (dissolvedAtNanos < 0 && dissolved > 0) {
                dissolvedAtNanos = nowNanos;
                idleAtDissolution = idle;
            }
            if (dissolvedAtNanos >= 0 && Double.isNaN(returnSeconds) && idle * 10 <= idleAtDissolution) {
                returnSeconds = (nowNanos - dissolvedAtNanos) / 1e9;
            }
            if (shifts > shift) {
                shift = shifts;
                shiftAtNanos = nowNanos;
                idleAtShift = idleOfFormer;
            } else if (idleAtShift > 0 && idleOfFormer * 5 <= idleAtShift) {
                moveSeconds = Math.max(moveSeconds, (nowNanos - shiftAtNanos) / 1e9);
                idleAtShift = 0;
            }
        }

        BlockSimulationFigures build(long used, long booked, double formedPerNode) {
            return new BlockSimulationFigures(
                    used,
                    Math.max(0, used - budget),
                    booked,
                    callsPerThousand,
                    (double) refusals / attempts,
                    returnSeconds,
                    moveSeconds,
                    formedPerNode);
        }
    }
}
