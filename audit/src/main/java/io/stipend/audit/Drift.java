package io.stipend.audit;

import io.stipend.core.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One place where stored books contradict themselves.
 *
 * @param kind what is wrong
 * @param tenant whose books
 * @param subject the account as {@code kind:name}, the reservation's or the step's id, or what the store calls it
 * @param resource of which resource; null where it is not about an amount
 * @param found what is stored
 * @param expected what follows from everything else that is stored
 * @param sentence both, for people
 * @param remedy what can be done about it
 */
public record Drift(
        Kind kind,
        String tenant,
        String subject,
        @Nullable Resource resource,
        String found,
        String expected,
        String sentence,
        Remedy remedy) {

    /** Whether {@link RepairPlan} puts it right. */
    public boolean isRepairable() {
        return !(remedy instanceof Remedy.ByHand);
    }

    /** What can be wrong. */
    public enum Kind {
        /** What is reserved on an account is not what open reservations hold on it. */
        RESERVED,
        /** What is spent on an account is not what was charged to it and adjusted in its current period. */
        SPENT,
        /** An account has other grants than were given. */
        GRANTS,
        /** The limit in force is neither the override that was set nor what policy gave. */
        LIMIT,
        /** Something names an account that does not exist. */
        ACCOUNT_MISSING,
        /** The number of an account's latest entry does not fit its changes. */
        ACCOUNT_SEQUENCE,
        /** A reservation holds something else than it asked for and was extended by. */
        HELD,
        /** A reservation has used something else than was reported. */
        USED,
        /** A closed reservation was charged something else than its usage and its hold give. */
        CHARGED,
        /** Reports or extensions of a reservation are missing or surplus, by their numbers. */
        OPERATIONS,
        /** Entries that wait to be published have a gap, stand there twice, or do not end where their stream does. */
        WAITING,
        /** A step names a reservation that it does not belong to, or an open reservation is not named by its step. */
        STEP,
        /** An index of the store's own does not fit what it is an index of. */
        INDEX,
        /** A record cannot be read. */
        UNREADABLE
    }
}
