package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which usage is to be summed, and by what: see {@link BookInspection#usage}.
 *
 * @param fromMillis only of reservations closed at this moment or later: milliseconds since 1970-01-01 UTC
 * @param toMillis only of those closed before this moment
 * @param stepMillis sums are of steps of this length, the first from {@code fromMillis} on; at most {@link #MAX_STEPS} steps
 * @param by what sums are of
 * @param account only of reservations that were charged to this account; null for any
 * @param limit sums are of so many users, swarms or models at most, those that were charged the most credits in all; at most {@link
 *     #MAX_KEYS}
 */
public record UsageQuery(
        String tenant,
        long fromMillis,
        long toMillis,
        long stepMillis,
        By by,
        @Nullable AccountId account,
        int limit) {

    /** The most steps. */
    public static final int MAX_STEPS = 1_000;

    /** The most users, swarms or models. */
    public static final int MAX_KEYS = 1_000;

    /** The attribute of a reservation that names the model it calls. */
    public static final String MODEL_ATTRIBUTE = "model";

    /** What a sum is of. */
    public enum By {
        /** All reservations. */
        ALL,
        /** Those of a user. */
        USER,
        /** Those in a swarm, whether or not it has an account. */
        SWARM,
        /** Those that call a model, by their attribute {@link #MODEL_ATTRIBUTE}. */
        MODEL
    }

    /** Refuses what is empty, or too much. */
    public UsageQuery {
        Checks.tenant(tenant);
        Checks.present(by, "what to sum by");
        if (fromMillis < 0 || toMillis <= fromMillis) {
            throw new InvalidRequestException("usage is asked from " + fromMillis + " to " + toMillis
                    + "; give a time that begins before it ends");
        }
        if (stepMillis < 1 || (toMillis - fromMillis - 1) / stepMillis >= MAX_STEPS) {
            throw new InvalidRequestException("usage is asked in steps of " + stepMillis + " ms; give at most "
                    + MAX_STEPS + " steps between " + fromMillis + " and " + toMillis);
        }
        if (limit < 1 || limit > MAX_KEYS) {
            throw new InvalidRequestException("limit is " + limit + "; give 1 to " + MAX_KEYS);
        }
    }

    /** When the step of a moment begins. */
    public long stepOf(long atMillis) {
        return fromMillis + (atMillis - fromMillis) / stepMillis * stepMillis;
    }
}
