package io.stipend.testkit.pools;

import io.stipend.pools.PoolAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What came of a simulation, its beginning left out.
 *
 * @param used how much of the pool was in use on average, 0 to 1
 * @param mostUsed how much was in use at most, in units
 * @param members what came of each member's jobs, in their order
 * @param fairness Jain's index of what members that always wanted more had in use by weight, of each period of ten seconds: 1 is equal
 * @param callsPerNode how often a node called the store each second for the sake of fairness
 */
public record PoolFigures(
        double used, long mostUsed, List<OfMember> members, List<Double> fairness, double callsPerNode) {

    /**
     * What came of a member's jobs. Waits are in seconds.
     *
     * @param sent how many it sent
     * @param unserved how many waited in vain
     * @param waits of its jobs that were served, in ascending order
     * @param largeWaits of the large ones among them
     * @param minimumWaits of those that were within its minimum when they were sent, whether served or not
     * @param minimumRefused how many of those were not served
     * @param units what it had in use on average
     */
    public record OfMember(
            String name,
            long sent,
            long unserved,
            List<Double> waits,
            List<Double> largeWaits,
            List<Double> minimumWaits,
            long minimumRefused,
            double units) {}

    /** The value that this part of all are not above; 0 if there is none. */
    public static double quantile(List<Double> values, double part) {
        List<Double> ascending = values.stream().sorted().toList();
        return ascending.isEmpty()
                ? 0
                : ascending.get((int) Math.min(ascending.size() - 1L, (long) Math.ceil(part * ascending.size()) - 1));
    }

    /** The mean of Jain's index over the periods. */
    public double meanFairness() {
        return fairness.stream().mapToDouble(index -> index).average().orElse(1);
    }

    /** The least of Jain's index over the periods. */
    public double leastFairness() {
        return fairness.stream().mapToDouble(index -> index).min().orElse(1);
    }

    /** Collects them. */
    static final class Builder {

        private static final int SAMPLES_PER_PERIOD = 100;

        private final PoolSimulation simulation;
        private final List<Jobs> jobs;
        private final List<Double> fairness = new ArrayList<>();
        private final double[] unitsInPeriod;
        private final boolean[] wantedAll;
        private long begunAtNanos = Long.MAX_VALUE;
        private long callsAtBeginning;
        private double callsPerNode;
        private long samples;
        private double usedInAll;
        private long mostUsed;

        private static final class Jobs {
            private final List<Double> waits = new ArrayList<>();
            private final List<Double> largeWaits = new ArrayList<>();
            private final List<Double> minimumWaits = new ArrayList<>();
            private long sent;
            private long unserved;
            private long minimumRefused;
            private double units;
        }

        Builder(PoolSimulation simulation) {
            this.simulation = simulation;
            this.jobs = simulation.members().stream().map(load -> new Jobs()).toList();
            this.unitsInPeriod = new double[jobs.size()];
            this.wantedAll = new boolean[jobs.size()];
        }

        void begin(long nowNanos, long calls) {
            begunAtNanos = nowNanos;
            callsAtBeginning = calls;
            Arrays.fill(wantedAll, true);
        }

        void end(long calls) {
            callsPerNode = (calls - callsAtBeginning)
                    / (simulation.nodes() * (simulation.duration().toMillis() / 1e3));
        }

        void answered(int m, long need, boolean withinMinimum, long sentAtNanos, long nowNanos, PoolAnswer answer) {
            if (sentAtNanos < begunAtNanos) {
                return;
            }
            Jobs of = jobs.get(m);
            double wait = (nowNanos - sentAtNanos) / 1e9;
            of.sent++;
            if (answer.isApproved()) {
                of.waits.add(wait);
                if (need > 1) {
                    of.largeWaits.add(wait);
                }
            } else {
                of.unserved++;
                of.minimumRefused += withinMinimum ? 1 : 0;
            }
            if (withinMinimum) {
                of.minimumWaits.add(wait);
            }
        }

        void sample(long[] inUse, long[] waiting) {
            long sum = 0;
            for (int m = 0; m < inUse.length; m++) {
                sum += inUse[m];
                jobs.get(m).units += inUse[m];
                unitsInPeriod[m] += inUse[m];
                wantedAll[m] &= waiting[m] > 0;
            }
            samples++;
            usedInAll += (double) sum / simulation.units();
            mostUsed = Math.max(mostUsed, sum);
            if (samples % SAMPLES_PER_PERIOD == 0) {
                endPeriod();
            }
        }

        private void endPeriod() {
            double[] relative = IntStream.range(0, unitsInPeriod.length)
                    .filter(m -> wantedAll[m])
                    .mapToDouble(
                            m -> unitsInPeriod[m] / simulation.members().get(m).weight())
                    .toArray();
            if (relative.length > 1) {
                fairness.add(jain(relative));
            }
            Arrays.fill(unitsInPeriod, 0);
            Arrays.fill(wantedAll, true);
        }

        /** (Σx)² / (n·Σx²): Jain, Chiu, Hawe, "A Quantitative Measure of Fairness", 1984. */
        private static double jain(double[] amounts) {
            double sum = 0;
            double squares = 0;
            for (double amount : amounts) {
                sum += amount;
                squares += amount * amount;
            }
            return squares == 0 ? 1 : sum * sum / (amounts.length * squares);
        }

        PoolFigures build() {
            List<OfMember> members = IntStream.range(0, jobs.size())
                    .mapToObj(m -> ofMember(simulation.members().get(m).name(), jobs.get(m)))
                    .toList();
            return new PoolFigures(usedInAll / samples, mostUsed, members, List.copyOf(fairness), callsPerNode);
        }

        private OfMember ofMember(String name, Jobs of) {
            return new OfMember(
                    name,
                    of.sent,
                    of.unserved,
                    List.copyOf(of.waits),
                    List.copyOf(of.largeWaits),
                    List.copyOf(of.minimumWaits),
                    of.minimumRefused,
                    of.units / samples);
        }
    }
}
