package io.stipend.store.memory.internal;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.check.Checks;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The books of one account. Guarded by its own monitor: every method but the constructor is called while the caller
 * holds it, for nanoseconds and without I/O.
 */
final class Account {

    private static final int RESOURCES = Resource.count();

    /** What was asked for, an {@link AccountCommand} or a {@link RepairCommand}, and the answer. */
    private record Done(Record command, AccountChanged entry) {}

    private final AccountId id;
    private final AccountPath path;
    private final Account[] alone = {this};
    private final JournalShard journal;

    /**
     * Limits in force, grants, what is reserved, what is spent, each by resource. One array, because a reserve reads all
     * of it and, with many accounts, pays for each object that is not in the processor's cache.
     */
    private final long[] books = new long[4 * RESOURCES];

    private static final int LIMITS = 0;
    private static final int GRANTS = RESOURCES;
    private static final int RESERVED = 2 * RESOURCES;
    private static final int SPENT = 3 * RESOURCES;

    /** The limits that win over the terms; most accounts have none. */
    private Map<Resource, Long> overrides = Map.of();

    private AccountTerms terms = AccountTerms.UNLIMITED;
    private long periodEndMillis = LimitPeriod.NO_END;

    /** An end that was reckoned from a right clock cannot be as far away as it was before this. */
    private long periodEndSureMillis = Long.MIN_VALUE;

    private long sequence;
    private boolean named;

    /** Who froze it and why; null while it is not frozen. A tenant's own account is read without its monitor. */
    private volatile @Nullable String frozen;

    /** When the current period was begun; 0 in the first one. */
    private long spentSinceMillis;

    /** What administrators did, for good: a change is rare, and the same call again must not make it twice. */
    private @Nullable Map<OperationId, Done> done;

    Account(AccountId id, MemoryJournal journal) {
        this.id = id;
        this.path = id.kind() == AccountId.Kind.TENANT ? AccountPath.EMPTY : AccountPath.of(List.of(id));
        this.journal = journal.accountLane(id.hashCode());
        Arrays.fill(books, LIMITS, LIMITS + RESOURCES, Limits.UNLIMITED);
    }

    AccountId id() {
        return id;
    }

    /** The path that is this account alone. */
    AccountPath path() {
        return path;
    }

    /** This account alone, as a path's accounts; not to be written to. */
    Account[] alone() {
        return alone;
    }

    /** Whether a verb has named this account: until the first one holds the monitor, there is nothing to see. */
    boolean isNamed() {
        return named;
    }

    /** Who froze it and why; null if it is not frozen. */
    @Nullable
    String frozen() {
        return frozen;
    }

    /** Begins a new period if the current one is over. */
    void touch(long nowMillis) {
        if (nowMillis < spentSinceMillis) {
            spentSinceMillis = nowMillis;
        }
        if (nowMillis >= periodEndMillis) {
            beginPeriod(nowMillis);
        } else if (nowMillis < periodEndSureMillis) {
            // The clock was ahead and was put right. The current period ends in time; what is spent stays spent until
            // then.
            endPeriodOf(nowMillis);
        }
    }

    /** Takes over the terms policy gives now. Policies mostly give the very same object, which needs no second look. */
    @SuppressWarnings("ReferenceEquality")
    void adopt(AccountTerms current, long nowMillis) {
        named = true;
        if (current != terms) {
            replaceTerms(current, nowMillis);
        }
    }

    /** The first resource of which there is too little, or null. What is not needed does not lack, whatever the debt. */
    @Nullable
    Resource firstLack(ResourceVector needed) {
        if (fits(needed)) {
            return null;
        }
        for (int r = 0; r < RESOURCES; r++) {
            Resource resource = Resource.at(r);
            long amount = needed.get(resource);
            if (amount > 0 && amount > capacity(r)) {
                return resource;
            }
        }
        return null;
    }

    /** What there is of these amounts, under a ceiling; nothing of a resource that is in debt. */
    ResourceVector atMostAvailable(ResourceVector wanted, Limits ceiling) {
        return fits(wanted) && !ceiling.limitAnything()
                ? wanted
                : ResourceVector.map(resource -> Math.min(
                        wanted.get(resource),
                        Math.max(
                                0,
                                ceiling.get(resource) == Limits.UNLIMITED
                                        ? capacity(resource)
                                        : Math.min(capacity(resource), leftUnder(ceiling, resource)))));
    }

    /** Whether there is enough, and no debt of what is not needed. Written out, because it is the check every reserve pays for. */
    private boolean fits(ResourceVector needed) {
        return needed.credits() <= capacity(0)
                && needed.tokens() <= capacity(1)
                && needed.apiCalls() <= capacity(2)
                && needed.computeTime() <= capacity(3)
                && needed.memory() <= capacity(4)
                && needed.slots() <= capacity(5);
    }

    /** How much of a resource could be reserved: available plus overdraft, or what the largest amount leaves room for. */
    long capacity(Resource resource) {
        return capacity(resource.ordinal());
    }

    private long capacity(int r) {
        long inUse = books[SPENT + r] + books[RESERVED + r];
        long room = Checks.MAX_AMOUNT - inUse;
        if (books[LIMITS + r] == Limits.UNLIMITED) {
            return room;
        }
        return Math.min(
                room,
                books[LIMITS + r]
                        + books[GRANTS + r]
                        - inUse
                        + terms.overdraft().get(Resource.at(r)));
    }

    /** The first resource of which a ceiling leaves too little, or null. */
    @Nullable
    Resource firstLackUnder(Limits ceiling, ResourceVector needed) {
        for (int r = 0; r < RESOURCES; r++) {
            Resource resource = Resource.at(r);
            long amount = needed.get(resource);
            if (amount > 0 && ceiling.get(resource) != Limits.UNLIMITED && amount > leftUnder(ceiling, resource)) {
                return resource;
            }
        }
        return null;
    }

    /** How much of a resource a ceiling leaves; below zero when more is in use. */
    long leftUnder(Limits ceiling, Resource resource) {
        int r = resource.ordinal();
        return ceiling.get(resource) - books[SPENT + r] - books[RESERVED + r];
    }

    /** How much of a resource can be booked beyond a hold. */
    long room(Resource resource, boolean capped) {
        int r = resource.ordinal();
        long inUse = books[SPENT + r] + books[RESERVED + r];
        long room = Checks.MAX_AMOUNT - inUse;
        return capped && books[LIMITS + r] != Limits.UNLIMITED
                ? Math.min(room, Math.max(0, books[LIMITS + r] + books[GRANTS + r] - inUse))
                : room;
    }

    /** What is available in the period that now is, whether or not it has been begun. */
    Balance balance(long nowMillis) {
        boolean isOver = nowMillis >= periodEndMillis;
        Map<Resource, Long> available = new EnumMap<>(Resource.class);
        for (int r = 0; r < RESOURCES; r++) {
            if (books[LIMITS + r] != Limits.UNLIMITED) {
                long spent = isOver ? 0 : books[SPENT + r];
                long grants = isOver ? leftOfGrants(r) : books[GRANTS + r];
                available.put(Resource.at(r), books[LIMITS + r] + grants - spent - books[RESERVED + r]);
            }
        }
        return new Balance(id, available);
    }

    void hold(ResourceVector amounts) {
        amounts.addTo(books, RESERVED);
    }

    void unhold(ResourceVector amounts) {
        amounts.subtractFrom(books, RESERVED);
    }

    void book(ResourceVector amounts) {
        amounts.addTo(books, SPENT);
    }

    void unbook(ResourceVector amounts) {
        amounts.subtractFrom(books, SPENT);
    }

    /** What can be taken back of these amounts, which were booked at a moment: nothing once a new period has begun. */
    ResourceVector atMostBookedSince(long bookedAtMillis, ResourceVector amounts) {
        return spentSinceMillis <= bookedAtMillis ? amounts.atMost(vector(SPENT)) : ResourceVector.ZERO;
    }

    /** Makes an administrator's change, or tells that it was made before. */
    AccountOutcome apply(AccountCommand command, long nowMillis) {
        Done before = done == null ? null : done.get(command.operationId());
        if (before != null && before.command().equals(command)) {
            return new AccountOutcome.Changed(before.entry(), true);
        }
        AccountChanged kept = before == null ? null : before.entry();
        if (command instanceof AccountCommand.Announce announce ? !announce.mayReplace(kept) : kept != null) {
            return new Refusal.Conflict();
        }
        journal.checkRoomExactly();
        named = true;
        touch(nowMillis);
        AccountChanged entry = change(command, nowMillis);
        remember(command.operationId(), (Record) command, entry);
        return new AccountOutcome.Changed(entry, false);
    }

    /** Sets sums right that are still as they were found, or tells that this was done before. */
    RepairOutcome repair(RepairCommand command, long nowMillis) {
        Done before = done == null ? null : done.get(command.operationId());
        if (before != null) {
            return before.command().equals(command)
                    ? new RepairOutcome.Repaired(before.entry(), true)
                    : new Refusal.Conflict();
        }
        if (command.sequence() != sequence
                || !command.reservedFound().equals(vector(RESERVED))
                || !command.spentFound().equals(vector(SPENT))) {
            return new RepairOutcome.Moved();
        }
        journal.checkRoomExactly();
        for (int r = 0; r < RESOURCES; r++) {
            books[RESERVED + r] = command.reserved().get(Resource.at(r));
            books[SPENT + r] = command.spent().get(Resource.at(r));
        }
        AccountChanged entry = journal(AccountChange.REPAIR, Resource.CREDITS, nowMillis, 0, 0, command.reason());
        remember(command.operationId(), command, entry);
        return new RepairOutcome.Repaired(entry, false);
    }

    List<AccountChanged> changes() {
        return done == null
                ? List.of()
                : done.values().stream().map(Done::entry).toList();
    }

    /** The account as it stands, also when its period is over. */
    StoredAccount stored(boolean forgottenExact) {
        return new StoredAccount(
                view(),
                terms.limits(),
                overrides,
                terms.period(),
                spentSinceMillis,
                ResourceVector.ZERO,
                forgottenExact,
                changes(),
                true);
    }

    long spentSinceMillis() {
        return spentSinceMillis;
    }

    AccountView view() {
        Map<Resource, Long> inForce = new EnumMap<>(Resource.class);
        for (int r = 0; r < RESOURCES; r++) {
            if (books[LIMITS + r] != Limits.UNLIMITED) {
                inForce.put(Resource.at(r), books[LIMITS + r]);
            }
        }
        return new AccountView(
                id,
                Limits.of(inForce),
                Set.copyOf(overrides.keySet()),
                vector(GRANTS),
                terms.overdraft(),
                vector(RESERVED),
                vector(SPENT),
                periodEndMillis,
                sequence,
                frozen);
    }

    private ResourceVector vector(int from) {
        return ResourceVector.map(resource -> books[from + resource.ordinal()]);
    }

    private AccountChanged change(AccountCommand command, long nowMillis) {
        Resource resource = command.resource();
        int r = resource.ordinal();
        if (command instanceof AccountCommand.SetLimit set) {
            override(resource, set.limit());
            return enforce(r, AccountChange.LIMIT, nowMillis, set.reason());
        } else if (command instanceof AccountCommand.ClearLimit clear) {
            override(resource, null);
            return enforce(r, AccountChange.LIMIT, nowMillis, clear.reason());
        } else if (command instanceof AccountCommand.Grant grant) {
            books[GRANTS + r] = inRange(books[GRANTS + r] + grant.amount(), resource, "grants");
            return journal(AccountChange.GRANT, resource, nowMillis, grant.amount(), 0, grant.reason());
        } else if (command instanceof AccountCommand.Revoke revoke) {
            long taken = Math.min(revoke.amount(), leftOfGrants(r));
            books[GRANTS + r] -= taken;
            return journal(AccountChange.REVOCATION, resource, nowMillis, -taken, 0, revoke.reason());
        } else if (command instanceof AccountCommand.Adjust adjust) {
            long adjusted = inRange(books[SPENT + r] + adjust.spentDelta(), resource, "spent");
            inRange(adjusted + books[RESERVED + r], resource, "spent and reserved");
            books[SPENT + r] = adjusted;
            return journal(AccountChange.ADJUSTMENT, resource, nowMillis, 0, adjust.spentDelta(), adjust.reason());
        }
        return command instanceof AccountCommand.Announce announce
                ? journal(AccountChange.ANNOUNCEMENT, resource, nowMillis, 0, 0, announce.reason())
                : freeze(command, nowMillis);
    }

    private AccountChanged freeze(AccountCommand command, long nowMillis) {
        if (command instanceof AccountCommand.Freeze freeze) {
            frozen = freeze.reason();
            return journal(AccountChange.FROZEN, freeze.resource(), nowMillis, 0, 0, freeze.reason());
        } else if (command instanceof AccountCommand.Unfreeze unfreeze) {
            frozen = null;
            return journal(AccountChange.UNFROZEN, unfreeze.resource(), nowMillis, 0, 0, unfreeze.reason());
        }
        throw new IllegalStateException("account command of an unknown type: " + command);
    }

    private void override(Resource resource, @Nullable Long limit) {
        Map<Resource, Long> changed = new EnumMap<>(Resource.class);
        changed.putAll(overrides);
        if (limit == null) {
            changed.remove(resource);
        } else {
            changed.put(resource, limit);
        }
        overrides = Map.copyOf(changed);
    }

    private long inRange(long sum, Resource resource, String what) {
        if (sum < 0 || sum > Checks.MAX_AMOUNT) {
            throw new InvalidRequestException(what + " of " + resource + " on account " + id + " would be "
                    + resource.format(sum) + "; it must stay from 0 to " + resource.format(Checks.MAX_AMOUNT));
        }
        return sum;
    }

    private void replaceTerms(AccountTerms current, long nowMillis) {
        AccountTerms former = terms;
        terms = current;
        if (!current.limits().equals(former.limits())) {
            for (int r = 0; r < RESOURCES; r++) {
                if (books[LIMITS + r] != limitInForce(r)) {
                    enforce(r, AccountChange.TERMS, nowMillis, "policy");
                }
            }
        }
        if (!current.period().equals(former.period())) {
            endPeriodOf(nowMillis);
        }
    }

    /** Puts the limit in force that override and terms now give. */
    private AccountChanged enforce(int r, AccountChange change, long nowMillis, String reason) {
        long former = books[LIMITS + r];
        books[LIMITS + r] = limitInForce(r);
        return journal(change, Resource.at(r), nowMillis, orZero(books[LIMITS + r]) - orZero(former), 0, reason);
    }

    private long limitInForce(int r) {
        Long override = overrides.get(Resource.at(r));
        return override == null ? terms.limits().get(Resource.at(r)) : override;
    }

    private static long orZero(long limit) {
        return limit == Limits.UNLIMITED ? 0 : limit;
    }

    private void endPeriodOf(long nowMillis) {
        periodEndMillis = terms.period().endMillis(nowMillis);
        periodEndSureMillis = periodEndMillis - terms.period().maxMillis();
    }

    private void beginPeriod(long nowMillis) {
        endPeriodOf(nowMillis);
        spentSinceMillis = nowMillis;
        for (int r = 0; r < RESOURCES; r++) {
            if (books[SPENT + r] > 0) {
                long grantsBefore = books[GRANTS + r];
                books[GRANTS + r] = leftOfGrants(r);
                long spentBefore = books[SPENT + r];
                books[SPENT + r] = 0;
                journal(
                        AccountChange.PERIOD,
                        Resource.at(r),
                        nowMillis,
                        books[GRANTS + r] - grantsBefore,
                        -spentBefore,
                        "new period");
            }
        }
    }

    /** Grants are used after the limit. */
    private long leftOfGrants(int r) {
        return books[LIMITS + r] == Limits.UNLIMITED
                ? books[GRANTS + r]
                : Math.max(0, books[GRANTS + r] - Math.max(0, books[SPENT + r] - books[LIMITS + r]));
    }

    private AccountChanged journal(
            AccountChange change,
            Resource resource,
            long nowMillis,
            long allowanceDelta,
            long spentDelta,
            String reason) {
        AccountChanged entry = new AccountChanged(
                id,
                ++sequence,
                nowMillis,
                change,
                resource,
                books[LIMITS + resource.ordinal()],
                allowanceDelta,
                spentDelta,
                reason);
        synchronized (journal.guard()) {
            journal.append(entry);
        }
        return entry;
    }

    private void remember(OperationId operation, Record command, AccountChanged entry) {
        if (done == null) {
            done = new LinkedHashMap<>();
        }
        // What takes another's place comes last, too: they are in the order of their sequence.
        done.remove(operation);
        done.put(operation, new Done(command, entry));
    }
}
