package io.stipend.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;

/** The next request of a member, by the shares as of now. Ordered by whose turn it is first. */
final class Candidate implements Comparable<Candidate> {

    private final Waiter waiter;
    private final boolean isEarmarked;
    private final boolean isWithinMinimum;
    private final boolean isAdmitted;
    private final double share;
    private final FairShares shares;
    private final ResourceVector kept;

    /** Judges a request. */
    Candidate(Waiter waiter, PoolKnowledge knowledge, boolean isEarmarked) {
        this.shares = knowledge.shares();
        int member = waiter.member().index();
        ResourceVector need = waiter.need();
        this.kept = isEarmarked ? ResourceVector.ZERO : knowledge.earmark();
        this.waiter = waiter;
        this.isEarmarked = isEarmarked;
        this.isWithinMinimum = shares.isWithinMinimum(member, need);
        this.isAdmitted = shares.isEligible(member, need) && shares.fits(member, need, kept);
        this.share = shares.weightedShare(member);
    }

    Waiter waiter() {
        return waiter;
    }

    boolean isAdmitted() {
        return isAdmitted;
    }

    Limits memberCeiling() {
        return shares.memberCeiling(waiter.member().index(), waiter.need());
    }

    Limits poolCeiling() {
        return shares.poolCeiling(waiter.member().index(), waiter.need(), kept);
    }

    @Override
    public int compareTo(Candidate other) {
        if (isWithinMinimum != other.isWithinMinimum) {
            return isWithinMinimum ? -1 : 1;
        }
        if (isEarmarked != other.isEarmarked) {
            return isEarmarked ? -1 : 1;
        }
        return Double.compare(share, other.share);
    }
}
