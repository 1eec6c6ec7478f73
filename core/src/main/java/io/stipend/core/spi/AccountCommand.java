package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A change of an account by an administrator: of one resource, or whether it is frozen; or an announcement about it, which changes
 * nothing of it. The account is made if it does not exist. A tenant's own account can only be frozen.
 */
public sealed interface AccountCommand {

    /** The longest reason, in bytes of UTF-8. */
    int MAX_REASON_BYTES = 256;

    AccountId account();

    OperationId operationId();

    /** Which resource; {@code CREDITS} if it is about none. */
    Resource resource();

    /** Why; at most 256 bytes of text, kept in the journal. */
    String reason();

    /**
     * Sets an override, which wins over policy. Lowering it below what is in use refuses new holds and touches nothing
     * else.
     *
     * @param limit in the resource's unit, or {@link Limits#UNLIMITED}
     */
    record SetLimit(AccountId account, OperationId operationId, Resource resource, long limit, String reason)
            implements AccountCommand {
        public SetLimit {
            check(account, operationId, resource, reason);
            if (limit != Limits.UNLIMITED) {
                resource.checked(limit);
            }
        }
    }

    /** Removes an override: policy's limit is in force again. */
    record ClearLimit(AccountId account, OperationId operationId, Resource resource, String reason)
            implements AccountCommand {
        public ClearLimit {
            check(account, operationId, resource, reason);
        }
    }

    /**
     * Grants something on top of the limit. It is used after the limit, and what is left of it lives on in the next
     * period.
     *
     * @param amount in the resource's unit, above 0
     */
    record Grant(AccountId account, OperationId operationId, Resource resource, long amount, String reason)
            implements AccountCommand {
        public Grant {
            check(account, operationId, resource, reason);
            if (resource.checked(amount) == 0) {
                throw new InvalidRequestException("grant of " + resource + " is 0; give an amount above 0");
            }
        }
    }

    /**
     * Takes back what is left of grants: {@code grants − max(0, spent − limit)}, or all of them where there is no limit. At
     * most so much is taken; the answer's {@code allowanceDelta} says how much it was. What is reserved already stays so,
     * and may then be more than there is.
     *
     * @param amount how much at most, in the resource's unit, above 0
     */
    record Revoke(AccountId account, OperationId operationId, Resource resource, long amount, String reason)
            implements AccountCommand {
        public Revoke {
            check(account, operationId, resource, reason);
            if (resource.checked(amount) == 0) {
                throw new InvalidRequestException("revocation of " + resource + " is 0; give an amount above 0");
            }
        }

        /** Takes back all that is left. */
        public static Revoke all(AccountId account, OperationId operationId, Resource resource, String reason) {
            return new Revoke(account, operationId, resource, Checks.MAX_AMOUNT, reason);
        }
    }

    /**
     * Corrects what is spent in the current period, a refund being a negative amount.
     *
     * @param spentDelta in the resource's unit, not 0; spent must stay between 0 and the largest amount
     */
    record Adjust(AccountId account, OperationId operationId, Resource resource, long spentDelta, String reason)
            implements AccountCommand {
        public Adjust {
            check(account, operationId, resource, reason);
            if (spentDelta == 0 || Math.abs(spentDelta) > Checks.MAX_AMOUNT || spentDelta == Long.MIN_VALUE) {
                throw new InvalidRequestException("adjustment of " + resource + " is " + spentDelta
                        + "; give an amount from −" + Checks.MAX_AMOUNT + " to " + Checks.MAX_AMOUNT + ", not 0");
            }
            if (!resource.isConsumable()) {
                throw new InvalidRequestException("adjustment of " + resource
                        + " is not possible: nothing of it is ever spent; adjust a consumable resource");
            }
        }
    }

    /** Whether an account is frozen: about no resource, with who and why as its reason. */
    sealed interface OfFreeze extends AccountCommand {

        /** Who. */
        String by();

        /** Why. */
        String why();

        @Override
        default Resource resource() {
            return Resource.CREDITS;
        }

        @Override
        default String reason() {
            return by() + ": " + why();
        }
    }

    /**
     * Freezes an account: from the next verb on, whatever would open a hold on it, or enlarge one, is refused as {@link
     * Frozen}. All else goes on: reports, settles, releases, expiries, leases. {@linkplain AccountId#ofTenant A tenant's
     * own account}: the same for every reserve and extension in that tenant, whatever its path. Freezing what is frozen
     * changes who and why.
     *
     * @param by who
     * @param why why; together with {@code by}, at most 254 bytes of text, kept in the journal and told to whoever is
     *     refused
     */
    record Freeze(AccountId account, OperationId operationId, String by, String why) implements OfFreeze {
        public Freeze {
            checkFreeze(account, operationId, by, why);
        }
    }

    /**
     * Lets an account, or a tenant, be held on again.
     *
     * @param by who
     * @param why why; together with {@code by}, at most 254 bytes of text, kept in the journal
     */
    record Unfreeze(AccountId account, OperationId operationId, String by, String why) implements OfFreeze {
        public Unfreeze {
            checkFreeze(account, operationId, by, why);
        }
    }

    /**
     * Announces something about the account: an entry in its journal, which changes no sum. Of the announcements about one topic only the
     * latest is kept. So that two processes do not announce the same, each says which one it follows; where that is no longer the
     * latest, the answer is {@link Refusal.Conflict}.
     *
     * @param follows the sequence of the latest announcement about the topic; 0 if there is none
     */
    record Announce(AccountId account, long follows, Announcement announcement) implements AccountCommand {

        public Announce {
            Checks.present(announcement, "announcement");
            if (follows < 0) {
                throw new InvalidRequestException(
                        "an announcement follows entry " + follows + "; give the latest one's sequence, or 0");
            }
            check(account, announcement.topic(), Resource.CREDITS, announcement.text());
        }

        @Override
        public OperationId operationId() {
            return announcement.topic();
        }

        @Override
        public Resource resource() {
            return Resource.CREDITS;
        }

        @Override
        public String reason() {
            return announcement.text();
        }

        /** Whether it may take the place of what is kept of this operation. */
        public boolean mayReplace(JournalEntry.@Nullable AccountChanged kept) {
            return kept == null
                    ? follows == 0
                    : kept.change() == JournalEntry.AccountChange.ANNOUNCEMENT && kept.sequence() == follows;
        }
    }

    private static void checkFreeze(AccountId account, OperationId operationId, String by, String why) {
        Checks.present(account, "account");
        Checks.present(operationId, "operation id");
        Checks.id(by, "who freezes or unfreezes");
        Checks.present(why, "reason");
        Checks.text(by + ": " + why, "who and why together", MAX_REASON_BYTES);
    }

    private static void check(AccountId account, OperationId operationId, Resource resource, String reason) {
        if (Checks.present(account, "account").kind() == AccountId.Kind.TENANT) {
            throw new InvalidRequestException(
                    "account " + account + " has no limits and spends nothing; it can only be frozen and unfrozen");
        }
        Checks.present(operationId, "operation id");
        Checks.present(resource, "resource");
        Checks.text(reason, "reason", MAX_REASON_BYTES);
    }
}
