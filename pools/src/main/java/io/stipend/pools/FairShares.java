package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may use how much of a pool right now: a pure function of what its members use and want, so that nodes that see the same say
 * the same. Immutable.
 *
 * <p>If all that is wanted fits, nobody has a level. Otherwise there is one for each member: all are moved together, from what
 * they use towards what they use and want, at the same weighted dominant share, until a resource is full; those who want more of it
 * stop there, and the others go on. This is progressive filling (Ghodsi et al., "Dominant Resource Fairness", NSDI 2011), begun at
 * what is in use, because nothing is preempted. No member that wants something has a level below its minimum.
 *
 * <p>A member's dominant share is the largest part it has of any resource that the pool limits and it wants more of; weighted, that part
 * divided by its weight.
 * Minimums are owed: who waits is owed all that is missing to its minimum; who does not, the part of a missing consumable minimum
 * that belongs to the rest of the period. Others leave room for what is owed.
 *
 * <p>Takes time with the number of members: about a millisecond for 1,000 of them.
 */
public final class FairShares {

    private static final List<Resource> RESOURCES = List.of(Resource.values());

    /** By how much a level may be too high, beside itself. */
    private static final double LEVEL_ROUNDING = 1e-9;

    /** Room for a first request is kept if it is at most one part in so many of the pool. */
    private static final long FIRST_ROOM_PART = 4;

    private final Pool pool;
    private final List<Member> members;
    private final boolean contended;

    /** Of each member and resource; infinite where it is not held back. */
    private final double[][] levels;

    /** What is owed, to each member and to all together. */
    private final List<ResourceVector> owed;

    private final long[] owedInAll = new long[Resource.count()];
    private final long[] usedInAll = new long[Resource.count()];

    /** Room for one request of a member that waits and has nothing. */
    private final long[] firstRoom = new long[Resource.count()];

    private FairShares(Pool pool, List<Member> members) {
        this.pool = pool;
        this.members = List.copyOf(members);
        this.owed = new ArrayList<>(members.size());
        judgeUse();
        ProgressiveFilling filling = new ProgressiveFilling(pool, this.members, owed);
        this.contended = !filling.allFits();
        this.levels = contended ? filling.fill() : new double[0][];
    }

    /** The same levels, with other use. */
    private FairShares(FairShares before, List<Member> members) {
        this.pool = before.pool;
        this.members = members;
        this.owed = new ArrayList<>(members.size());
        this.contended = before.contended;
        this.levels = before.levels;
        judgeUse();
    }

    private void judgeUse() {
        pool.otherUse().addTo(usedInAll, 0);
        for (Member member : members) {
            member.use().addTo(usedInAll, 0);
        }
        for (Member member : members) {
            boolean helpless = cannotBeServed(member);
            ResourceVector ofMember = owedTo(member, helpless);
            owed.add(ofMember);
            ofMember.addTo(owedInAll, 0);
            if (!helpless) {
                keepFirstRoom(member, ofMember);
            }
        }
    }

    /**
     * Whoever has something leaves room for one request of a member that has nothing, else a member with a very low level, on a node
     * where little comes free, would never have its turn. A large request has an earmark instead, and what is owed is room already.
     */
    private void keepFirstRoom(Member member, ResourceVector owedToIt) {
        for (Resource resource : RESOURCES) {
            long need = member.averageNeed(resource);
            boolean isOccupied = !resource.isConsumable() && pool.allowance().get(resource) != Limits.UNLIMITED;
            if (isOccupied
                    && member.use().get(resource) == 0
                    && owedToIt.get(resource) < need
                    && need <= pool.allowance().get(resource) / FIRST_ROOM_PART) {
                firstRoom[resource.ordinal()] = Math.max(firstRoom[resource.ordinal()], need);
            }
        }
    }

    /**
     * The shares right after a member was given something that it wanted. Its level is the same: that is where it was to get.
     *
     * @param need what it was given
     */
    FairShares afterServing(int member, ResourceVector need) {
        List<Member> moved = new ArrayList<>(members);
        Member before = moved.get(member);
        moved.set(
                member,
                new Member(
                        before.entitlement(),
                        before.use().plus(need),
                        before.want().excessOver(need)));
        return new FairShares(this, moved);
    }

    /** Computes levels and ceilings. */
    public static FairShares of(Pool pool, List<Member> members) {
        return new FairShares(Checks.present(pool, "pool"), Checks.present(members, "members"));
    }

    /**
     * What a pool has.
     *
     * @param allowance of each resource that the pool limits
     * @param otherUse what is in use of it, reserved and spent, by nobody who is a member
     * @param restOfPeriod how much of the pool's period is still to come, 0 to 1; 1 if it has none
     */
    public record Pool(Limits allowance, ResourceVector otherUse, double restOfPeriod) {

        public Pool {
            Checks.present(allowance, "allowance");
            Checks.present(otherUse, "other use");
            if (!(restOfPeriod >= 0 && restOfPeriod <= 1)) {
                throw new InvalidRequestException("rest of the period is " + restOfPeriod + "; give 0 to 1");
            }
        }
    }

    /**
     * What a member uses and wants.
     *
     * @param entitlement what it is entitled to
     * @param use what it has in use, reserved and spent
     * @param want the sum of its requests that wait
     */
    public record Member(Entitlement entitlement, ResourceVector use, ResourceVector want) {

        public Member {
            Checks.present(entitlement, "entitlement");
            Checks.present(use, "use");
            Checks.present(want, "want");
        }

        /** What is missing to its minimum. */
        ResourceVector unmetMinimum() {
            return entitlement.minimum().excessOver(use);
        }

        /** What it needs for one of its requests that wait, on average, rounded up: each holds a slot, as a rule. */
        long averageNeed(Resource resource) {
            long requests = Math.max(1, want.slots());
            return (want.get(resource) + requests - 1) / requests;
        }
    }

    private ResourceVector owedTo(Member member, boolean helpless) {
        ResourceVector unmet = member.unmetMinimum();
        if (unmet.isZero()) {
            return unmet;
        }
        return ResourceVector.map(resource -> {
            long missing = unmet.get(resource);
            if (member.want().get(resource) > 0 && !helpless) {
                return missing;
            }
            return resource.isConsumable() ? (long) (missing * pool.restOfPeriod()) : 0;
        });
    }

    /** Whether a resource that it wants is used up, in the pool or for itself: then room in others, left for it, is of no use. */
    private boolean cannotBeServed(Member member) {
        for (Resource resource : RESOURCES) {
            long need = member.averageNeed(resource);
            if (need > 0 && resource.isConsumable()) {
                long most = member.entitlement().most().get(resource);
                boolean aboveMost = most != Limits.UNLIMITED && member.use().get(resource) + need > most;
                if (aboveMost || need > room(resource)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is left of the pool. */
    private long room(Resource resource) {
        long allowance = pool.allowance().get(resource);
        return allowance == Limits.UNLIMITED ? Checks.MAX_AMOUNT : allowance - usedInAll[resource.ordinal()];
    }

    /** Whether not all that is wanted fits, so that members have levels. */
    public boolean isContended() {
        return contended;
    }

    /** How many members it was computed for. */
    public int size() {
        return members.size();
    }

    /**
     * Up to where a member may be in use, in the resource's unit: more is admitted while it is below.
     *
     * @return positive infinity if it is not held back
     */
    public double level(int member, Resource resource) {
        return contended ? levels[member][resource.ordinal()] : Double.POSITIVE_INFINITY;
    }

    /** The largest part that a member has of what the pool limits, divided by its weight. */
    public double weightedShare(int member) {
        return weightedShare(pool, members.get(member));
    }

    static double weightedShare(Pool pool, Member member) {
        double largest = 0;
        for (Resource resource : RESOURCES) {
            long use = member.use().get(resource);
            long allowance = pool.allowance().get(resource);
            if (use > 0 && allowance != Limits.UNLIMITED) {
                largest = Math.max(largest, (double) use / Math.max(1, allowance));
            }
        }
        return largest / member.entitlement().weight();
    }

    /** Whether a member would still be within its minimum with this, in every resource that the pool limits and this needs. */
    public boolean isWithinMinimum(int member, ResourceVector need) {
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need) && !isWithinMinimum(member, resource, need)) {
                return false;
            }
        }
        return true;
    }

    private boolean isWithinMinimum(int member, Resource resource, ResourceVector need) {
        Member of = members.get(member);
        return of.use().get(resource) + need.get(resource)
                <= of.entitlement().minimum().get(resource);
    }

    private boolean isLimited(Resource resource, ResourceVector need) {
        return need.get(resource) > 0 && pool.allowance().get(resource) != Limits.UNLIMITED;
    }

    /** Whether a member may have this now: it is within its minimum or below its level in every resource that this needs. */
    public boolean isEligible(int member, ResourceVector need) {
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need)
                    && !isWithinMinimum(member, resource, need)
                    && members.get(member).use().get(resource) > mostBelowLevel(member, resource)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Up to where a member may be in use with this. Together with the store's arithmetic it says what {@link #isEligible} says,
     * about what is in use when the store compares.
     */
    public Limits memberCeiling(int member, ResourceVector need) {
        Limits ceiling = Limits.NONE;
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need) && level(member, resource) != Double.POSITIVE_INFINITY) {
                long most = mostBelowLevel(member, resource) + need.get(resource);
                long minimum = members.get(member).entitlement().minimum().get(resource);
                ceiling = ceiling.with(resource, Math.min(Checks.MAX_AMOUNT, Math.max(minimum, most)));
            }
        }
        return ceiling;
    }

    /** The largest amount below the level, which a computation in doubles may have set a little too high; −1 if there is none. */
    private long mostBelowLevel(int member, Resource resource) {
        double level = level(member, resource);
        return level == Double.POSITIVE_INFINITY
                ? Checks.MAX_AMOUNT
                : (long) Math.ceil(level * (1 - LEVEL_ROUNDING)) - 1;
    }

    /**
     * Up to where the pool may be in use with this: all of it for a member within its minimum, and for others what is neither owed to
     * somebody else nor earmarked, nor, if they have something in use, needed for one request of a member that has nothing.
     *
     * @param earmark room that is kept for a large request of somebody else
     */
    public Limits poolCeiling(int member, ResourceVector need, ResourceVector earmark) {
        Limits ceiling = Limits.NONE;
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need) && !isWithinMinimum(member, resource, need)) {
                boolean leavesFirstRoom = contended && members.get(member).use().get(resource) > 0;
                long kept = owedToOthers(member, resource)
                        + Math.max(earmark.get(resource), leavesFirstRoom ? firstRoom[resource.ordinal()] : 0);
                if (kept > 0) {
                    ceiling =
                            ceiling.with(resource, Math.max(0, pool.allowance().get(resource) - kept));
                }
            }
        }
        return ceiling;
    }

    private long owedToOthers(int member, Resource resource) {
        return owedInAll[resource.ordinal()] - owed.get(member).get(resource);
    }

    /** Whether there is so much left in the pool, whoever may have it. */
    boolean hasRoomFor(ResourceVector need) {
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need) && need.get(resource) > room(resource)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this would fit into the pool now, under the ceiling that a member has of it. */
    public boolean fits(int member, ResourceVector need, ResourceVector earmark) {
        Limits ceiling = poolCeiling(member, need, earmark);
        for (Resource resource : RESOURCES) {
            if (isLimited(resource, need)) {
                long most = ceiling.find(resource).orElse(pool.allowance().get(resource));
                if (usedInAll[resource.ordinal()] + need.get(resource) > most) {
                    return false;
                }
            }
        }
        return true;
    }
}
