package io.stipend.testkit.internal.model;

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
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The books of one account, as docs/semantics.md has them. Single-threaded. */
final class ModelAccount {

    static final long MAX = 9_007_199_254_740_991L;

    private record Done(AccountCommand command, AccountChanged entry) {}

    final AccountId id;
    private final List<? super AccountChanged> journal;
    private final Map<OperationId, Done> done = new HashMap<>();

    private AccountTerms terms = AccountTerms.UNLIMITED;
    private final Map<Resource, Long> overrides = new EnumMap<>(Resource.class);
    private final Map<Resource, Long> grants = new EnumMap<>(Resource.class);
    private final Map<Resource, Long> reserved = new EnumMap<>(Resource.class);
    private final Map<Resource, Long> spent = new EnumMap<>(Resource.class);
    private long periodEndMillis = LimitPeriod.NO_END;
    private long periodBeganMillis;
    private long sequence;

    /** Who froze it and why. */
    @Nullable
    String frozen;

    ModelAccount(AccountId id, List<? super AccountChanged> journal) {
        this.id = id;
        this.journal = journal;
        for (Resource resource : Resource.values()) {
            grants.put(resource, 0L);
            reserved.put(resource, 0L);
            spent.put(resource, 0L);
        }
    }

    /** The limit in force, or {@link Limits#UNLIMITED}. */
    private long limit(Resource resource) {
        Long override = overrides.get(resource);
        return override == null ? terms.limits().get(resource) : override;
    }

    private boolean isLimited(Resource resource) {
        return limit(resource) != Limits.UNLIMITED;
    }

    private long limitOrZero(Resource resource) {
        return isLimited(resource) ? limit(resource) : 0;
    }

    private static long at(Map<Resource, Long> amounts, Resource resource) {
        Long amount = amounts.get(resource);
        return amount == null ? 0 : amount;
    }

    private long available(Resource resource) {
        return limit(resource) + at(grants, resource) - at(spent, resource) - at(reserved, resource);
    }

    /** What is reserved and spent. */
    long inUse(Resource resource) {
        return at(spent, resource) + at(reserved, resource);
    }

    /** What fits below the largest amount. */
    private long headroom(Resource resource) {
        return MAX - inUse(resource);
    }

    /** How much of a resource can be reserved; below zero in debt. */
    long reservable(Resource resource) {
        return isLimited(resource)
                ? Math.min(
                        headroom(resource),
                        available(resource) + terms.overdraft().get(resource))
                : headroom(resource);
    }

    /** How much of a resource can be booked beyond a hold. */
    long room(Resource resource, boolean capped) {
        return capped && isLimited(resource)
                ? Math.min(headroom(resource), Math.max(0, available(resource)))
                : headroom(resource);
    }

    void hold(Resource resource, long delta) {
        reserved.merge(resource, delta, Long::sum);
    }

    void spend(Resource resource, long delta) {
        spent.merge(resource, delta, Long::sum);
    }

    /** How much of what was booked at a moment can still be given back: nothing in a later period. */
    long refundable(Resource resource, long bookedAtMillis) {
        return bookedAtMillis < periodBeganMillis ? 0 : at(spent, resource);
    }

    void rollOver(long now) {
        periodBeganMillis = Math.min(periodBeganMillis, now);
        if (now < periodEndMillis) {
            if (periodEndMillis - now > longestPeriodMillis()) {
                // Reckoned from a clock that was ahead.
                periodEndMillis = terms.period().endMillis(now);
            }
            return;
        }
        periodEndMillis = terms.period().endMillis(now);
        periodBeganMillis = now;
        for (Resource resource : Resource.values()) {
            long used = at(spent, resource);
            if (used > 0) {
                long granted = at(grants, resource);
                long left = leftOfGrants(resource);
                grants.put(resource, left);
                spent.put(resource, 0L);
                write(AccountChange.PERIOD, resource, now, left - granted, -used, "new period");
            }
        }
    }

    /** What is available in the period that now is, whether or not it has been begun. */
    Balance balance(long now) {
        Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (isLimited(resource)) {
                long used = at(spent, resource);
                long ofGrants = Math.min(at(grants, resource), Math.max(0, used - limit(resource)));
                long freed = now < periodEndMillis ? 0 : used - ofGrants;
                amounts.put(resource, available(resource) + freed);
            }
        }
        return new Balance(id, amounts);
    }

    /** Grants are used after the limit. */
    private long leftOfGrants(Resource resource) {
        long used = isLimited(resource) ? Math.max(0, at(spent, resource) - limit(resource)) : 0;
        return Math.max(0, at(grants, resource) - used);
    }

    private long longestPeriodMillis() {
        return switch (terms.period().unit()) {
            case NEVER -> LimitPeriod.NO_END;
            case HOUR -> Duration.ofHours(2).toMillis();
            case DAY -> Duration.ofDays(terms.period().count() + 1).plusHours(2).toMillis();
            case MONTH -> Duration.ofDays(33).toMillis();
        };
    }

    void adopt(AccountTerms current, long now) {
        AccountTerms former = terms;
        Map<Resource, Long> limitsBefore = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            limitsBefore.put(resource, limit(resource));
        }
        terms = current;
        for (Resource resource : Resource.values()) {
            long before = at(limitsBefore, resource);
            if (limit(resource) != before) {
                long delta = limitOrZero(resource) - (before == Limits.UNLIMITED ? 0 : before);
                write(AccountChange.TERMS, resource, now, delta, 0, "policy");
            }
        }
        if (!former.period().equals(current.period())) {
            periodEndMillis = current.period().endMillis(now);
        }
    }

    AccountOutcome apply(AccountCommand command, long now) {
        Done before = done.get(command.operationId());
        if (before != null && before.command.equals(command)) {
            return new AccountOutcome.Changed(before.entry, true);
        }
        long latest = before == null ? 0 : before.entry.sequence();
        if (command instanceof AccountCommand.Announce announce ? announce.follows() != latest : before != null) {
            return new Refusal.Conflict();
        }
        rollOver(now);
        AccountChanged entry = change(command, now);
        done.put(command.operationId(), new Done(command, entry));
        return new AccountOutcome.Changed(entry, false);
    }

    private AccountChanged change(AccountCommand command, long now) {
        Resource resource = command.resource();
        if (command instanceof AccountCommand.SetLimit set) {
            return override(resource, set.limit(), now, set.reason());
        } else if (command instanceof AccountCommand.ClearLimit clear) {
            return override(resource, null, now, clear.reason());
        } else if (command instanceof AccountCommand.Grant grant) {
            grants.put(resource, inRange(at(grants, resource) + grant.amount()));
            return write(AccountChange.GRANT, resource, now, grant.amount(), 0, grant.reason());
        } else if (command instanceof AccountCommand.Revoke revoke) {
            long taken = Math.min(revoke.amount(), leftOfGrants(resource));
            grants.put(resource, at(grants, resource) - taken);
            return write(AccountChange.REVOCATION, resource, now, -taken, 0, revoke.reason());
        } else if (command instanceof AccountCommand.Adjust adjust) {
            long corrected = inRange(at(spent, resource) + adjust.spentDelta());
            inRange(corrected + at(reserved, resource));
            spent.put(resource, corrected);
            return write(AccountChange.ADJUSTMENT, resource, now, 0, adjust.spentDelta(), adjust.reason());
        }
        return command instanceof AccountCommand.Announce announce
                ? write(AccountChange.ANNOUNCEMENT, resource, now, 0, 0, announce.reason())
                : freeze(command, now);
    }

    private AccountChanged freeze(AccountCommand command, long now) {
        if (command instanceof AccountCommand.Freeze freeze) {
            frozen = freeze.reason();
            return write(AccountChange.FROZEN, freeze.resource(), now, 0, 0, freeze.reason());
        } else if (command instanceof AccountCommand.Unfreeze unfreeze) {
            frozen = null;
            return write(AccountChange.UNFROZEN, unfreeze.resource(), now, 0, 0, unfreeze.reason());
        }
        throw new IllegalStateException("unknown command " + command);
    }

    private AccountChanged override(Resource resource, @Nullable Long limit, long now, String reason) {
        long before = limitOrZero(resource);
        if (limit == null) {
            overrides.remove(resource);
        } else {
            overrides.put(resource, limit);
        }
        return write(AccountChange.LIMIT, resource, now, limitOrZero(resource) - before, 0, reason);
    }

    private static long inRange(long sum) {
        if (sum < 0 || sum > MAX) {
            throw new InvalidRequestException("sum " + sum + " is out of range");
        }
        return sum;
    }

    private AccountChanged write(
            AccountChange change, Resource resource, long now, long allowance, long spentDelta, String reason) {
        AccountChanged entry = new AccountChanged(
                id, ++sequence, now, change, resource, limit(resource), allowance, spentDelta, reason);
        journal.add(entry);
        return entry;
    }

    AccountView view() {
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (isLimited(resource)) {
                limits.put(resource, limit(resource));
            }
        }
        return new AccountView(
                id,
                Limits.of(limits),
                Set.copyOf(overrides.keySet()),
                ResourceVector.of(grants),
                terms.overdraft(),
                ResourceVector.of(reserved),
                ResourceVector.of(spent),
                periodEndMillis,
                sequence,
                frozen);
    }
}
