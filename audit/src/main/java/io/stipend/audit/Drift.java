package io.stipend.audit;

import io.stipend.core.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One place where stored books contradict themselves.
 *
 * @param kind what is wrong
 * @param tenant the tenant
 * @param subject the account as {@code kind:name}, the id of the reservation or step, or the store's name for it
 * @param resource the resource; null if the finding is not about an amount
 * @param found what is stored
 * @param expected what should be stored, according to everything else that is stored
 * @param sentence the finding as a sentence for people
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

    /** Whether {@link RepairPlan} can repair it. */
    public boolean isRepairable() {
        return !(remedy instanceof Remedy.ByHand);
    }

    /** What can be wrong. */
    public enum Kind {
        /** Reserved on an account is not the sum of what open reservations hold on it. */
        RESERVED,
        /** Spent on an account is not the sum of charges and adjustments in its current period. */
        SPENT,
        /** An account's grants are not those that were given. */
        GRANTS,
        /** The limit in force is neither the override that was set nor policy's limit. */
        LIMIT,
        /** An account is frozen, or not, other than the last freeze or unfreeze says. */
        FROZEN,
        /** An account's period does not end where the calendar says. */
        PERIOD,
        /** Times are not in the order of the changes, or later than the store's clock. */
        TIME,
        /** Something refers to an account that does not exist. */
        ACCOUNT_MISSING,
        /** The number of an account's latest entry does not match its changes. */
        ACCOUNT_SEQUENCE,
        /** A reservation does not hold what it asked for plus its extensions. */
        HELD,
        /** A reservation's usage is not what was reported. */
        USED,
        /** A closed reservation's charge does not follow from its usage and its hold. */
        CHARGED,
        /** A reservation's highest usage ratio is not the highest that its reports led to. */
        PEAK,
        /** A lease does not end when the reservation's opening, reports and extensions say. */
        LEASE,
        /** How a reservation was closed contradicts its lease, its report or another operation. */
        CLOSED,
        /** The remembered answer of a report or an extension is not what it led to. */
        ANSWER,
        /** By their numbers, a reservation has missing or surplus reports or extensions. */
        OPERATIONS,
        /**
         * Entries that wait to be published have a gap, occur twice, do not end where their stream ends, or say something
         * else than what is stored.
         */
        WAITING,
        /** A step refers to a reservation that does not have it, or an open reservation's step does not refer to it. */
        STEP,
        /** A reservation and one that was split from it do not say the same of what moved between them, or of being related. */
        TREE,
        /** An index of the store does not match its records. */
        INDEX,
        /** A record cannot be read. */
        UNREADABLE
    }
}
