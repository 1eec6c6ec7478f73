package io.stipend.core.policy;

import io.stipend.core.error.TierUnavailableException;
import io.stipend.core.model.Checks;

/**
 * Says which tier a user has. Asked on every reserve that names a user, and on extensions, on the caller's thread. May
 * block, on a database or a service of accounts: then put a {@code CachingTierResolver} before it. Must be thread safe,
 * and should return the same instance for the same tier, which saves the store a comparison.
 */
@FunctionalInterface
public interface TierResolver {

    /**
     * The tier of a user, also of one never seen before.
     *
     * @param tenant where the user's accounts live
     * @throws TierUnavailableException when it cannot be had; nothing is held then. An exception that is none of
     *     Stipend's becomes one
     */
    Tier tierOf(String tenant, String userId);

    /** The same tier for everybody. */
    static TierResolver always(Tier tier) {
        Checks.present(tier, "tier");
        return (tenant, userId) -> tier;
    }
}
