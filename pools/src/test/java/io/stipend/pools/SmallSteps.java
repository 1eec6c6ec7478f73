package io.stipend.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import java.util.List;

/** Levels as their definition says, by very small steps of the share that all have in common: slow, and obviously right. */
final class SmallSteps {

    private final FairShares.Pool pool;
    private final List<FairShares.Member> members;
    private final double step;
    private final double[][] places;
    private final boolean[] stopped;
    private final boolean[] full = new boolean[Resource.count()];

    private SmallSteps(FairShares.Pool pool, List<FairShares.Member> members, double step) {
        this.pool = pool;
        this.members = members;
        this.step = step;
        this.places = new double[members.size()][Resource.count()];
        this.stopped = new boolean[members.size()];
    }

    /** The level of each member, by the resource's ordinal; exact to about what a member moves in one step. */
    static double[][] levels(FairShares.Pool pool, List<FairShares.Member> members, double step) {
        return new SmallSteps(pool, members, step).run();
    }

    private double[][] run() {
        for (int m = 0; m < members.size(); m++) {
            places[m] = placeAt(m, 0);
        }
        double end = 0;
        for (FairShares.Member member : members) {
            for (Resource resource : Resource.values()) {
                if (allowance(resource) > 0) {
                    end = Math.max(
                            end,
                            (double) (member.use().get(resource) + member.want().get(resource)) / allowance(resource));
                }
            }
        }
        for (double share = step; share <= end + step; share += step) {
            while (stopsSomebody(share)) {
                // Those who stop leave room, perhaps enough for the others.
            }
            for (int m = 0; m < members.size(); m++) {
                places[m] = next(m, share);
            }
        }
        return places;
    }

    private double[] next(int m, double share) {
        return stopped[m] ? places[m] : placeAt(m, share);
    }

    /** If a resource would be above what there is of it with the next step: stops those who would take more of it. */
    private boolean stopsSomebody(double share) {
        boolean any = false;
        for (Resource resource : Resource.values()) {
            int r = resource.ordinal();
            double sum = pool.otherUse().get(resource);
            for (int m = 0; m < members.size(); m++) {
                sum += next(m, share)[r];
            }
            full[r] |= allowance(resource) != Limits.UNLIMITED && sum > allowance(resource);
            if (!full[r]) {
                continue;
            }
            for (int m = 0; m < members.size(); m++) {
                if (next(m, share)[r] > places[m][r]) {
                    stopped[m] = true;
                    any = true;
                }
            }
        }
        return any;
    }

    private double allowance(Resource resource) {
        return pool.allowance().get(resource);
    }

    /** Where it is if all are at this weighted share: as far on its way as no resource is above it, and not below its minimum. */
    private double[] placeAt(int m, double share) {
        FairShares.Member member = members.get(m);
        double progress = 1;
        for (Resource resource : Resource.values()) {
            double use = member.use().get(resource);
            double reach = share * member.entitlement().weight() * allowance(resource);
            if (allowance(resource) != Limits.UNLIMITED && way(member, resource) > 0) {
                progress = Math.min(progress, Math.max(0, (reach - use) / way(member, resource)));
            }
        }
        double[] place = new double[Resource.count()];
        for (Resource resource : Resource.values()) {
            double use = member.use().get(resource);
            double target = use + way(member, resource);
            double minimum = Math.min(target, member.entitlement().minimum().get(resource));
            place[resource.ordinal()] = Math.max(Math.max(use, minimum), use + progress * (target - use));
        }
        return place;
    }

    private static double way(FairShares.Member member, Resource resource) {
        long most = member.entitlement().most().get(resource);
        long want = member.want().get(resource);
        return most == Limits.UNLIMITED
                ? want
                : Math.max(0, Math.min(want, most - member.use().get(resource)));
    }
}
