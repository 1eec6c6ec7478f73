package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The books of an account at one moment, in its current period.
 *
 * @param limits what may be used per period: the override where there is one, else what policy said last
 * @param overridden the resources whose limit, or whose lack of one, is an override
 * @param grants granted on top of the limits
 * @param overdraft how far below zero available may be reserved
 * @param reserved held by open reservations
 * @param spent used for good in the current period
 * @param periodEndsAtMillis when the limits start anew, or {@code LimitPeriod.NO_END}
 * @param sequence the number of its latest journal entry
 * @param frozen who froze it and why; null if it is not frozen
 */
public record AccountView(
        AccountId account,
        Limits limits,
        Set<Resource> overridden,
        ResourceVector grants,
        ResourceVector overdraft,
        ResourceVector reserved,
        ResourceVector spent,
        long periodEndsAtMillis,
        long sequence,
        @Nullable String frozen) {

    /** Limit plus grants; nothing when the resource has no limit. */
    public OptionalLong allowance(Resource resource) {
        OptionalLong limit = limits.find(resource);
        return limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() + grants.get(resource));
    }

    /** Allowance − spent − reserved, below zero in debt; nothing when the resource has no limit. */
    public OptionalLong available(Resource resource) {
        OptionalLong allowance = allowance(resource);
        return allowance.isEmpty()
                ? allowance
                : OptionalLong.of(allowance.getAsLong() - spent.get(resource) - reserved.get(resource));
    }

    /** What is left of the grants, which are used after the limit: what the next period keeps of them. */
    public long leftOfGrants(Resource resource) {
        long limit = limits.get(resource);
        long used = limit == Limits.UNLIMITED ? 0 : Math.max(0, spent.get(resource) - limit);
        return Math.max(0, grants.get(resource) - used);
    }

    /** How far available is below zero. */
    public long debt(Resource resource) {
        return Math.max(0, -available(resource).orElse(0));
    }
}
