package io.stipend.cli.replay.pools;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.Arrays;

/**
 * What is reserved and spent of a pool, by all or by a member, as the replay saw it: an account of its own beside the store's. Not thread
 * safe.
 */
final class Ledger {

    private final LimitPeriod period;
    private final long[] reserved = new long[Resource.count()];
    private final long[] spent = new long[Resource.count()];
    private long periodEndMillis = Long.MIN_VALUE;

    Ledger(LimitPeriod period) {
        this.period = period;
    }

    void reserve(ResourceVector held, long nowMillis) {
        roll(nowMillis);
        held.addTo(reserved, 0);
    }

    /** A hold is over, and this much of what is consumable was charged for it. */
    void close(ResourceVector held, ResourceVector charged, long nowMillis) {
        roll(nowMillis);
        held.subtractFrom(reserved, 0);
        charged.consumables().addTo(spent, 0);
    }

    /** What was charged for a hold turns out to be another amount. */
    void correct(ResourceVector before, ResourceVector after, long nowMillis) {
        roll(nowMillis);
        after.consumables().addTo(spent, 0);
        for (Resource resource : Resource.values()) {
            int place = resource.ordinal();
            spent[place] = Math.max(0, spent[place] - before.consumables().get(resource));
        }
    }

    /** What is spent begins anew with each period; what is held goes on. */
    private void roll(long nowMillis) {
        if (nowMillis >= periodEndMillis) {
            Arrays.fill(spent, 0);
            periodEndMillis = period.endMillis(nowMillis);
        }
    }

    long reserved(Resource resource) {
        return reserved[resource.ordinal()];
    }

    long spent(Resource resource, long nowMillis) {
        roll(nowMillis);
        return spent[resource.ordinal()];
    }

    long inUse(Resource resource, long nowMillis) {
        return reserved(resource) + spent(resource, nowMillis);
    }
}
