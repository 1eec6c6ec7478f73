package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By how much to enlarge a reservation. Immutable.
 *
 * @param additional what to hold in addition
 * @param leaseMillis the lease then runs out no sooner than this long from now; 0 leaves it alone
 * @param userId the user of the reservation, if the caller names it: see {@link #forUser}
 */
public record Extension(
        ResourceVector additional,
        long leaseMillis,
        @Nullable String userId) {

    /** Refuses a lease out of bounds, slots, and an extension by nothing, with {@link InvalidRequestException}. */
    public Extension {
        Checks.present(additional, "additional resources");
        if (leaseMillis != 0) {
            ManagerConfig.leaseMillis(Duration.ofMillis(leaseMillis));
        }
        if (additional.slots() != 0) {
            throw new InvalidRequestException("extension by " + additional.slots()
                    + " slots; a reservation has one slot, reserve another instead");
        }
        if (leaseMillis == 0 && additional.isZero()) {
            throw new InvalidRequestException("extension by nothing; give resources or a lease");
        }
        if (userId != null) {
            Checks.id(userId, "user id");
        }
    }

    /** An extension that does not name its user. */
    public Extension(ResourceVector additional, long leaseMillis) {
        this(additional, leaseMillis, null);
    }

    /** More credits. */
    public static Extension credits(Credits amount) {
        return of(ResourceVector.of(
                Resource.CREDITS, Checks.present(amount, "credits").units()));
    }

    /** More of several resources. */
    public static Extension of(ResourceVector additional) {
        return new Extension(additional, 0);
    }

    /** A longer lease: it runs out no sooner than this long from now. */
    public static Extension lease(Duration lease) {
        return new Extension(ResourceVector.ZERO, ManagerConfig.leaseMillis(lease));
    }

    /** The same, with a longer lease besides. */
    public Extension withLease(Duration lease) {
        return new Extension(additional, ManagerConfig.leaseMillis(lease), userId);
    }

    /**
     * The same for a reservation of this user, whose tier says how large it may become. If users have tiers and the
     * extension does not name its user, one more call of the store looks the user up.
     */
    public Extension forUser(String user) {
        return new Extension(additional, leaseMillis, user);
    }

    /** What became of an extension: extended or refused. */
    public sealed interface Result {

        /**
         * The reservation is larger, or lives longer.
         *
         * @param held the envelope from now on
         * @param usageRatio the largest used/reserved from now on
         * @param expiresAtMillis when the lease runs out unless renewed, on the store's clock: milliseconds since 1970-01-01
         *     UTC
         * @param replayed whether this is the first answer again
         */
        record Extended(ResourceVector held, double usageRatio, long expiresAtMillis, boolean replayed)
                implements Result {

            /** When the lease runs out unless renewed, on the store's clock. */
            public Instant expiresAt() {
                return Instant.ofEpochMilli(expiresAtMillis);
            }
        }

        /**
         * Nothing changed; the reservation is as it was.
         *
         * @param rejection why
         */
        record Refused(Rejection rejection) implements Result {}
    }
}
