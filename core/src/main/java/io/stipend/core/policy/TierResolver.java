package io.stipend.core.policy;

import io.stipend.core.error.StipendException;
import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

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
     * @throws UnavailableException when it cannot be had; nothing is held then. An exception that is none of
     *     Stipend's becomes one
     */
    Tier tierOf(String tenant, String userId);

    /** The same tier for everybody. */
    static TierResolver always(Tier tier) {
        Checks.present(tier, "tier");
        return (tenant, userId) -> tier;
    }

    /** A user's tier cannot be had, or not in time. Nothing was sent to the store and nothing changed; try again later. */
    final class UnavailableException extends StipendException {

        private static final long serialVersionUID = 1L;

        public UnavailableException(String message) {
            this(message, null);
        }

        public UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
