package io.stipend.core;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import java.time.Instant;

/** What became of an extension: extended or refused. */
public sealed interface ExtendResult {

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
            implements ExtendResult {

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
    record Refused(Rejection rejection) implements ExtendResult {}
}
