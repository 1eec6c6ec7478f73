package io.stipend.cli.replay.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolConfig;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A member of the pool as the replay sees it: what it asked, what it uses and what waits for it. Not thread safe. */
final class MemberTally {

    private static final long[] NOTHING = new long[Resource.count()];

    private final String name;
    private final PoolConfig pool;
    private final Entitlement entitlement;
    private final Ledger ledger;

    /** In the order in which they were sent, on all nodes. */
    private final Set<PoolCall> waiting = new LinkedHashSet<>();

    private final long[] waitingInAll = new long[Resource.count()];
    private final TimeSum share = new TimeSum();

    /** 1 while its first request would fit into its minimum, and waits. */
    private final TimeSum owed = new TimeSum();

    private final Waits waited = new Waits();
    private final long[] counts = new long[Count.values().length];

    /** What is counted of its requests. */
    enum Count {
        ASKED,
        SERVED,
        TIMED_OUT,
        /** They need more than there is, or than the member may ever have; or they do not wait. */
        REFUSED_BY_POOL,
        /** By their user's account, or their session's. */
        REFUSED_BY_OTHERS,
        /** As many waited as may. */
        LINE_FULL,
        /** They were within the minimum when they were sent. */
        WITHIN_MINIMUM,
        /** Of those, they were not served: refused by the pool, or timed out. */
        WITHIN_MINIMUM_UNSERVED
    }

    MemberTally(String name, PoolConfig pool) {
        this.name = name;
        this.pool = pool;
        this.entitlement = pool.entitlementOf(name);
        this.ledger = new Ledger(pool.terms().period());
    }

    String name() {
        return name;
    }

    Entitlement entitlement() {
        return entitlement;
    }

    Ledger ledger() {
        return ledger;
    }

    TimeSum share() {
        return share;
    }

    TimeSum owed() {
        return owed;
    }

    Waits waited() {
        return waited;
    }

    void count(Count what) {
        counts[what.ordinal()]++;
    }

    long get(Count what) {
        return counts[what.ordinal()];
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    void beginsToWait(PoolCall call) {
        waiting.add(call);
        call.need().addTo(waitingInAll, 0);
    }

    void endsToWait(PoolCall call) {
        if (waiting.remove(call)) {
            call.need().subtractFrom(waitingInAll, 0);
        }
    }

    /** Whether a request that is sent now is within the minimum, after those that wait. */
    boolean isWithinMinimum(ResourceVector need, long nowMillis) {
        return fits(need, waitingInAll, nowMillis);
    }

    /** What has changed shows in its share, and in whether it is owed something. */
    void changed(long nowNanos, long nowMillis) {
        share.set(dominantShare(nowMillis), nowNanos);
        PoolCall first = first();
        boolean isOwed = first != null && fits(first.need(), NOTHING, nowMillis);
        owed.set(isOwed ? 1 : 0, nowNanos);
    }

    /** Whether it is its own most that its first request waits for. */
    boolean isHeldBackByItsMost(long nowMillis) {
        PoolCall first = first();
        if (first == null) {
            return false;
        }
        for (Resource resource : Resource.values()) {
            long most = entitlement.most().get(resource);
            if (most != Limits.UNLIMITED
                    && ledger.inUse(resource, nowMillis) + first.need().get(resource) > most) {
                return true;
            }
        }
        return false;
    }

    private @Nullable PoolCall first() {
        return waiting.isEmpty() ? null : waiting.iterator().next();
    }

    /** Whether so much more is within the minimum of each resource that it needs, and that the pool limits. */
    private boolean fits(ResourceVector need, long[] before, long nowMillis) {
        if (entitlement.minimum().isZero()) {
            return false;
        }
        for (Resource resource : Resource.values()) {
            long more = need.get(resource);
            boolean counts = more > 0 && pool.terms().limits().get(resource) != Limits.UNLIMITED;
            if (counts
                    && ledger.inUse(resource, nowMillis) + before[resource.ordinal()] + more
                            > entitlement.minimum().get(resource)) {
                return false;
            }
        }
        return true;
    }

    /** The largest part that it has of any resource that the pool limits. */
    private double dominantShare(long nowMillis) {
        double largest = 0;
        for (Resource resource : Resource.values()) {
            long limit = pool.terms().limits().get(resource);
            if (limit > 0) {
                largest = Math.max(largest, (double) ledger.inUse(resource, nowMillis) / limit);
            }
        }
        return largest;
    }
}
