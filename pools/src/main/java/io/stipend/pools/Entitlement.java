package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;

/**
 * What a member of a pool is entitled to. Immutable; start from {@link #EQUAL}.
 *
 * @param weight how large its share is beside others', 1 to 1,000,000: with twice the weight, a member gets twice as much where not
 *     all get what they want
 * @param minimum what it gets at any time before others get more than theirs. For a consumable resource: in each period of the pool
 * @param most what it may use at most, even if all else is idle; nothing for a resource without a limit
 */
public record Entitlement(long weight, ResourceVector minimum, Limits most) {

    /** The largest weight. */
    public static final long MAX_WEIGHT = 1_000_000;

    /** Weight 1, no minimum, no most. */
    public static final Entitlement EQUAL = new Entitlement(1, ResourceVector.ZERO, Limits.NONE);

    /** Refuses null, a weight out of range, and a minimum above the most. */
    public Entitlement {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new InvalidRequestException("weight is " + weight + "; give 1 to " + MAX_WEIGHT);
        }
        Checks.present(minimum, "minimum");
        Checks.present(most, "most");
        for (Resource resource : Resource.values()) {
            long limit = most.get(resource);
            if (limit != Limits.UNLIMITED && minimum.get(resource) > limit) {
                throw new InvalidRequestException("minimum of " + resource + " is "
                        + resource.format(minimum.get(resource)) + ", above the most, " + resource.format(limit)
                        + "; lower the first or raise the second");
            }
        }
    }

    public Entitlement withWeight(long other) {
        return new Entitlement(other, minimum, most);
    }

    public Entitlement withMinimum(ResourceVector other) {
        return new Entitlement(weight, other, most);
    }

    public Entitlement withMost(Limits other) {
        return new Entitlement(weight, minimum, other);
    }
}
