package io.stipend.foresight.shadow;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Insufficient;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account would have under the policy that is tried: the allowance that the policy gives it, with the overrides and grants that it has in earnest, less
 * what was spent and is held by those that the policy would have let in. One thread at a time.
 */
final class ShadowAccount {

    private static final Resource[] RESOURCES = Resource.values();

    final AccountId id;
    private AccountTerms terms;
    private Limits limits = Limits.NONE;
    private Set<Resource> overridden = Set.of();
    private final long[] grants = new long[Resource.count()];
    private final long[] spent = new long[Resource.count()];
    private final long[] reserved = new long[Resource.count()];
    private long periodEndsMillis;

    /** What happened up to then was in the books that this began with. */
    private final long knownFromMillis;

    private boolean isStale;

    /**
     * Begins with what the account has spent in earnest, where its period is the same.
     *
     * @param books of the account in earnest; null if it has none yet
     * @param atMillis when they were read
     */
    ShadowAccount(AccountId id, AccountTerms terms, @Nullable AccountView books, long atMillis) {
        this.id = id;
        this.terms = terms;
        this.knownFromMillis = atMillis;
        this.periodEndsMillis = terms.period().endMillis(atMillis);
        if (books != null) {
            takeOver(books);
            if (books.periodEndsAtMillis() == periodEndsMillis) {
                books.spent().addTo(spent, 0);
            }
        }
    }

    /** Takes over the overrides and grants that it has now. */
    void takeOver(AccountView books) {
        limits = books.limits();
        overridden = books.overridden();
        Arrays.fill(grants, 0);
        books.grants().addTo(grants, 0);
        isStale = false;
    }

    /** Whether its overrides or grants have changed since they were taken over. */
    boolean isStale() {
        return isStale;
    }

    void changed() {
        isStale = true;
    }

    /** Time goes on, and the policy may have other terms: a period that is over begins anew, and keeps what is left of the grants. */
    void at(long atMillis, AccountTerms now) {
        if (!now.period().equals(terms.period())) {
            periodEndsMillis = now.period().endMillis(atMillis);
        }
        terms = now;
        if (atMillis >= periodEndsMillis && periodEndsMillis != LimitPeriod.NO_END) {
            for (Resource resource : RESOURCES) {
                int r = resource.ordinal();
                long limit = limit(resource);
                long ofGrants = limit == Limits.UNLIMITED ? 0 : Math.max(0, spent[r] - limit);
                grants[r] = Math.max(0, grants[r] - ofGrants);
                spent[r] = 0;
            }
            periodEndsMillis = terms.period().endMillis(atMillis);
        }
    }

    private long limit(Resource resource) {
        return overridden.contains(resource)
                ? limits.get(resource)
                : terms.limits().get(resource);
    }

    /** The first resource that there is too little of; null if all of it would be let in. */
    @Nullable
    Insufficient lack(ResourceVector wanted) {
        for (Resource resource : RESOURCES) {
            long needed = wanted.get(resource);
            long limit = limit(resource);
            if (needed > 0 && limit != Limits.UNLIMITED) {
                int r = resource.ordinal();
                long available = limit + grants[r] + terms.overdraft().get(resource) - spent[r] - reserved[r];
                if (available < needed) {
                    return new Insufficient(id, resource, needed, available);
                }
            }
        }
        return null;
    }

    /** Holds more, or with a negative sign less. */
    void hold(ResourceVector amounts, int sign) {
        for (Resource resource : RESOURCES) {
            reserved[resource.ordinal()] += sign * amounts.get(resource);
        }
    }

    /** Something was spent, unless that was known from the beginning. */
    void spend(ResourceVector amounts, ResourceVector booked, long atMillis) {
        if (atMillis > knownFromMillis) {
            for (Resource resource : RESOURCES) {
                spent[resource.ordinal()] += amounts.get(resource) - booked.get(resource);
            }
        }
    }

    /** What is spent was corrected in earnest. */
    void adjust(Resource resource, long delta, long atMillis) {
        if (atMillis > knownFromMillis) {
            spent[resource.ordinal()] += delta;
        }
    }
}
