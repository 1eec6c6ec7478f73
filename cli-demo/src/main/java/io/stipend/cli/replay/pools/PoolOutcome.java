package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.pools.MemberTally.Count;
import io.stipend.core.model.Resource;
import io.stipend.pools.Blocks;
import io.stipend.pools.Entitlement;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a replay on some nodes. Immutable.
 *
 * @param plan what was tried
 * @param traffic how long it took, and whether all of it was run
 * @param all what became of all requests
 * @param members of each member, by name
 * @param uses what was in use of each resource that the pool limits
 * @param fairness how equal the shares were, by weight
 * @param work what the nodes asked of the store
 * @param findings what does not add up between the store's books and what the replay saw; nothing if all does
 */
public record PoolOutcome(
        PoolPlan plan,
        Traffic traffic,
        Requests all,
        List<OfMember> members,
        List<Use> uses,
        FairnessFigures fairness,
        Work work,
        List<String> findings) {

    /**
     * The traffic.
     *
     * @param nanos from the log's first request until the last call ended
     * @param users how many users had requests
     * @param heldByOwnFigures how many requests held what they did cost and use, as there was no price
     * @param complete whether all requests were run
     */
    public record Traffic(long nanos, long users, long heldByOwnFigures, boolean complete) {}

    /**
     * What became of requests.
     *
     * @param refusedByPool need more than there is, or than their member may ever have; or do not wait
     * @param refusedByOthers by the account of their user or session
     * @param lineFull as many waited as may
     * @param withinMinimum were within their member's minimum when they were sent
     * @param withinMinimumUnserved of those, were not served, other than by the account of their user or session
     * @param waitP50Millis half of those that were served waited no longer
     * @param waitP99Millis 99 % of those that were served waited no longer
     */
    public record Requests(
            long asked,
            long served,
            long timedOut,
            long refusedByPool,
            long refusedByOthers,
            long lineFull,
            long withinMinimum,
            long withinMinimumUnserved,
            long waitP50Millis,
            long waitP99Millis) {

        /** All that were refused. */
        public long refused() {
            return refusedByPool + refusedByOthers + lineFull;
        }
    }

    /**
     * What a member got.
     *
     * @param meanShare the largest part that it had of any resource of the pool, on average over the time
     * @param owedPart the part of the time in which its first waiting request would have fitted into its minimum, 0 to 1
     */
    public record OfMember(
            String name, Entitlement entitlement, Requests requests, double meanShare, double owedPart) {}

    /**
     * What was in use of a resource. Of one that is consumable: reserved, and spent in the period.
     *
     * @param mean on average over the time, in the resource's unit
     * @param most the most at any time
     * @param overshoot by how much more was admitted than there is, at most; 0 unless there is a defect
     */
    public record Use(Resource resource, long limit, double mean, long most, long overshoot) {}

    /**
     * Jain's index of the shares, by weight, of members for which something waited all the time, in periods of ten seconds.
     *
     * @param periods in how many there were at least two such members; where there were none, mean and least are 1
     */
    public record FairnessFigures(long periods, double mean, double least) {}

    /**
     * What the nodes asked of the store.
     *
     * @param calls for whatever reason but upkeep
     * @param forFairness of those, to look at the pool and to give notice of what waits
     * @param blocksFormed blocks that were leased
     * @param blocksDissolved how often a block's idle budget was returned because little was left
     * @param servedFromBlocks reserves that were served from blocks
     */
    public record Work(long calls, long forFairness, long blocksFormed, long blocksDissolved, long servedFromBlocks) {

        static Work of(Cluster cluster) {
            return new Work(
                    cluster.calls(),
                    cluster.callsForFairness(),
                    cluster.ofBlocks(Blocks.Figures::formed),
                    cluster.ofBlocks(Blocks.Figures::dissolved),
                    cluster.ofBlocks(Blocks.Figures::local));
        }
    }

    static PoolOutcome of(PoolPlan plan, PoolTally tally, Traffic traffic, Work work, List<String> findings) {
        Waits waits = new Waits();
        List<OfMember> members = new ArrayList<>();
        for (MemberTally member : tally.members()) {
            waits.addAll(member.waited());
            members.add(new OfMember(
                    member.name(),
                    member.entitlement(),
                    requests(List.of(member), member.waited()),
                    part(member.share(), traffic),
                    part(member.owed(), traffic)));
        }
        List<Use> uses = new ArrayList<>();
        tally.uses()
                .forEach((resource, use) -> uses.add(new Use(
                        resource,
                        plan.pool().terms().limits().get(resource),
                        part(use, traffic),
                        (long) use.greatest(),
                        tally.overshoot().getOrDefault(resource, 0L))));
        Fairness fairness = tally.fairness();
        return new PoolOutcome(
                plan,
                traffic,
                requests(List.copyOf(tally.members()), waits),
                List.copyOf(members),
                List.copyOf(uses),
                new FairnessFigures(fairness.periods(), fairness.mean(), fairness.least()),
                work,
                findings);
    }

    private static Requests requests(List<MemberTally> members, Waits waits) {
        return new Requests(
                sum(members, Count.ASKED),
                sum(members, Count.SERVED),
                sum(members, Count.TIMED_OUT),
                sum(members, Count.REFUSED_BY_POOL),
                sum(members, Count.REFUSED_BY_OTHERS),
                sum(members, Count.LINE_FULL),
                sum(members, Count.WITHIN_MINIMUM),
                sum(members, Count.WITHIN_MINIMUM_UNSERVED),
                waits.percentile(50),
                waits.percentile(99));
    }

    private static long sum(List<MemberTally> members, Count what) {
        return members.stream().mapToLong(member -> member.get(what)).sum();
    }

    /** Its mean over the time. */
    private static double part(TimeSum value, Traffic traffic) {
        return traffic.nanos() == 0 ? 0 : value.until(traffic.nanos()) / traffic.nanos();
    }

    /** Calls of the store for a thousand requests. */
    public double callsPerThousand() {
        return all.asked() == 0 ? 0 : 1_000.0 * work.calls() / all.asked();
    }

    /** Calls for fairness of each node in a second. */
    public double fairnessCallsPerSecond() {
        return traffic.nanos() == 0 ? 0 : work.forFairness() / (plan.nodes() * (traffic.nanos() / 1e9));
    }

    /** Whether the store's books are what the replay saw. */
    public boolean balanced() {
        return findings.isEmpty();
    }

    /** Whether never more was admitted than there is. */
    public boolean withinPool() {
        return uses.stream().allMatch(use -> use.overshoot() == 0);
    }
}
