package io.stipend.core.policy;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountRefusal;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Why a budget was not granted: a value, never an exception. Nothing was held.
 *
 * @param code what failed
 * @param resource the resource that was short, if it was one
 * @param account the account that was short or frozen, if it was one
 * @param needed how much was needed, in the resource's unit; 0 when no resource was short
 * @param available how much there was; below zero for an account in debt; what is left under a ceiling; what is idle of the parent;
 *     the largest allowed when the
 *     reservation is too large
 * @param message a sentence for people
 */
public record Rejection(
        Code code,
        @Nullable Resource resource,
        @Nullable AccountId account,
        long needed,
        long available,
        String message) {

    /** What failed, in the order of the checks. */
    public enum Code {
        /** The credits at hand are fewer than the step's most. */
        INSUFFICIENT_CREDITS,
        /** The time at hand is shorter than the step's most. */
        INSUFFICIENT_TIME,
        /** A required model or capability is missing, or down. */
        MODEL_UNAVAILABLE,
        /** The reservation would hold more than the largest that the user's tier allows. */
        RESERVATION_TOO_LARGE,
        /** An account on the path has too little of a resource. */
        ACCOUNT_EXHAUSTED,
        /** Every account on the path has enough, but a ceiling of this request leaves too little. */
        CEILING_REACHED,
        /** An account on the path, or the tenant, is frozen by an administrator. */
        ACCOUNT_FROZEN,
        /** Too little is idle of the reservation that a part is to be split from, or that a child's extension takes from. */
        IDLE_TOO_SMALL
    }

    /** A rejection because of an account, or the tenant. */
    public static Rejection of(AccountRefusal refusal) {
        return refusal.<Rejection>fold(Rejection::frozen, Rejection::exhausted);
    }

    private static Rejection frozen(Frozen frozen) {
        AccountId account = frozen.account();
        String what = account.kind() == AccountId.Kind.TENANT ? "tenant " + account.name() : "account " + account;
        return new Rejection(Code.ACCOUNT_FROZEN, null, account, 0, 0, what + " is frozen (" + frozen.reason() + ")");
    }

    /** A rejection because of an account, or of a ceiling on it. */
    public static Rejection exhausted(Insufficient lack) {
        Resource resource = lack.resource();
        if (lack.byCeiling()) {
            return new Rejection(
                    Code.CEILING_REACHED,
                    resource,
                    lack.account(),
                    lack.needed(),
                    lack.available(),
                    "the ceiling of this request on account " + lack.account() + " leaves "
                            + resource.format(lack.available()) + " of " + resource + ", "
                            + resource.format(lack.needed()) + " needed; the account itself has enough");
        }
        return new Rejection(
                Code.ACCOUNT_EXHAUSTED,
                resource,
                lack.account(),
                lack.needed(),
                lack.available(),
                "account " + lack.account() + " has " + resource.format(lack.available()) + " of " + resource
                        + " available, " + resource.format(lack.needed()) + " needed");
    }

    /** A rejection because too little of a parent is idle. */
    public static Rejection of(IdleTooSmall lack) {
        Resource resource = lack.resource();
        return new Rejection(
                Code.IDLE_TOO_SMALL,
                resource,
                null,
                lack.needed(),
                lack.idle(),
                "reservation " + Checks.shown(lack.parent().value()) + " has " + resource.format(lack.idle()) + " of "
                        + resource + " idle, " + resource.format(lack.needed())
                        + " needed; extend it, or take less");
    }

    /** A rejection because of a tier's largest single reservation. */
    static Rejection tooLarge(String tier, Resource resource, long needed, long largest) {
        return new Rejection(
                Code.RESERVATION_TOO_LARGE,
                resource,
                null,
                needed,
                largest,
                "the largest single reservation of tier '" + tier + "' is " + resource.format(largest) + " of "
                        + resource + ", " + resource.format(needed) + " needed");
    }
}
