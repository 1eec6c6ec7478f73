package io.stipend.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.Arrays;
import java.util.List;

/**
 * Moves all members at one weighted dominant share, from what they use towards what they use and want, until resources are full. For
 * one thread, once.
 */
final class ProgressiveFilling {

    /** Halvings of the interval in which a resource becomes full: as exact as a double. */
    private static final int HALVINGS = 52;

    /** How far a sum of doubles may be off, beside the pool. */
    private static final double ROUNDING = 1e-12;

    /** A little further on, as a part of the whole way. */
    private static final double FURTHER_ON = 1e-9;

    private final List<FairShares.Member> members;

    /** The resources that the pool limits, and how much it has of each. */
    private final Resource[] resources;

    private final double[] allowances;

    /** Up to where the members together may go, and where they end if all get what they want. */
    private final double[] bounds;

    private final double[] targetSums;

    /** Of each member and limited resource: where it begins, what it is never below, and how far it is from there to its target. */
    private final double[][] starts;

    private final double[][] floors;
    private final double[][] ways;

    /** The share at which each member stopped; infinite while it has not. */
    private final double[] stops;

    ProgressiveFilling(FairShares.Pool pool, List<FairShares.Member> members, List<ResourceVector> owed) {
        this.members = members;
        this.resources = Arrays.stream(Resource.values())
                .filter(resource -> pool.allowance().get(resource) != Limits.UNLIMITED)
                .toArray(Resource[]::new);
        int count = resources.length;
        this.allowances = new double[count];
        this.bounds = new double[count];
        this.targetSums = new double[count];
        this.starts = new double[members.size()][count];
        this.floors = new double[members.size()][count];
        this.ways = new double[members.size()][count];
        this.stops = new double[members.size()];
        Arrays.fill(stops, Double.POSITIVE_INFINITY);
        double[] floorSums = new double[count];
        for (int r = 0; r < count; r++) {
            allowances[r] = pool.allowance().get(resources[r]);
            bounds[r] = allowances[r] - pool.otherUse().get(resources[r]);
            for (int m = 0; m < members.size(); m++) {
                place(m, r, owed.get(m).get(resources[r]));
                floorSums[r] += floors[m][r];
                targetSums[r] += Math.max(floors[m][r], starts[m][r] + ways[m][r]);
            }
        }
        for (int r = 0; r < count; r++) {
            targetSums[r] -= bounds[r];
            bounds[r] = Math.max(bounds[r], floorSums[r]) + allowances[r] * ROUNDING;
        }
    }

    /** A member that is idle has no way to go, and is at once where all that is owed to it is. */
    private void place(int m, int r, long owed) {
        FairShares.Member member = members.get(m);
        long use = member.use().get(resources[r]);
        long want = member.want().get(resources[r]);
        long most = member.entitlement().most().get(resources[r]);
        starts[m][r] = use;
        ways[m][r] = most == Limits.UNLIMITED ? want : Math.max(0, Math.min(want, most - use));
        floors[m][r] = use + (want == 0 ? (double) owed : Math.min(ways[m][r], (double) owed));
    }

    /** Whether all get what they want. */
    boolean allFits() {
        for (double above : targetSums) {
            if (above > 0) {
                return false;
            }
        }
        return true;
    }

    /** Where each member ends, by the resource's ordinal; infinite for a resource that the pool does not limit. */
    double[][] fill() {
        double from = 0;
        double to = 0;
        for (int m = 0; m < members.size(); m++) {
            to = Math.max(to, shareOfTarget(m));
        }
        double next = full(from, to);
        while (next < Double.POSITIVE_INFINITY) {
            stopAt(next, next + to * FURTHER_ON);
            from = next;
            next = full(from, to);
        }
        double[][] levels = new double[members.size()][Resource.count()];
        for (int m = 0; m < levels.length; m++) {
            Arrays.fill(levels[m], Double.POSITIVE_INFINITY);
            double progress = progress(m, Math.min(stops[m], to));
            for (int r = 0; r < resources.length; r++) {
                levels[m][resources[r].ordinal()] = amount(m, r, progress);
            }
        }
        return levels;
    }

    /** The share at which the next resource is full; infinite if all who go on reach their targets. */
    private double full(double from, double to) {
        if (fits(to)) {
            return Double.POSITIVE_INFINITY;
        }
        double fitting = from;
        double above = to;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = fitting + (above - fitting) / 2;
            if (fits(middle)) {
                fitting = middle;
            } else {
                above = middle;
            }
        }
        return fitting;
    }

    private boolean fits(double share) {
        double[] sums = sums(share);
        for (int r = 0; r < sums.length; r++) {
            if (sums[r] > bounds[r]) {
                return false;
            }
        }
        return true;
    }

    /** What all have of each limited resource at a share, those who stopped before as they stopped. */
    private double[] sums(double share) {
        double[] sums = new double[resources.length];
        for (int m = 0; m < stops.length; m++) {
            double progress = progress(m, Math.min(share, stops[m]));
            for (int r = 0; r < sums.length; r++) {
                sums[r] += amount(m, r, progress);
            }
        }
        return sums;
    }

    /** Stops those who would take more of a resource that is above its bound a little further on. */
    private void stopAt(double share, double furtherOn) {
        double[] sums = sums(furtherOn);
        boolean anyStops = false;
        for (int m = 0; m < stops.length; m++) {
            if (stops[m] != Double.POSITIVE_INFINITY) {
                continue;
            }
            double here = progress(m, share);
            double there = progress(m, furtherOn);
            for (int r = 0; r < sums.length; r++) {
                if (sums[r] > bounds[r] && amount(m, r, there) > amount(m, r, here)) {
                    stops[m] = share;
                    anyStops = true;
                }
            }
        }
        if (!anyStops) {
            // The sums are off by more than was allowed for: all stop, so that this ends.
            Arrays.setAll(stops, m -> Math.min(stops[m], share));
        }
    }

    /**
     * How far a member is on its way at a weighted share, 0 to 1. What it has of resources that it wants no more of does not count: it
     * would hold the member back and then, all at once, not, and what was left for it meanwhile would be lost.
     */
    private double progress(int m, double share) {
        double reach = share * members.get(m).entitlement().weight();
        double progress = 1;
        for (int r = 0; r < resources.length; r++) {
            if (ways[m][r] > 0) {
                progress = Math.min(progress, (reach * allowances[r] - starts[m][r]) / ways[m][r]);
            }
        }
        return Math.max(0, progress);
    }

    private double amount(int m, int r, double progress) {
        return Math.max(floors[m][r], starts[m][r] + progress * ways[m][r]);
    }

    /** The weighted share of a member that has all it wants. */
    private double shareOfTarget(int m) {
        double share = 0;
        for (int r = 0; r < resources.length; r++) {
            if (allowances[r] > 0) {
                share = Math.max(share, (starts[m][r] + ways[m][r]) / allowances[r]);
            }
        }
        return share / members.get(m).entitlement().weight();
    }
}
