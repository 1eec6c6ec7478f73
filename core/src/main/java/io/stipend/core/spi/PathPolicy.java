package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policy says now of accounts that may be on the path of a reservation, as far as the caller knows the path. An account that is
 * not on it is passed over; one of the path that is not here has the terms that are stored. Immutable.
 *
 * @param accounts the accounts, in any order
 * @param terms the current terms of each of them, in that order
 * @param ceilings of each of them, in that order, up to what it may be in use, for one call only: {@code reserved + spent + more <=
 *     ceiling}; empty if none has one
 */
public record PathPolicy(AccountPath accounts, List<AccountTerms> terms, List<Limits> ceilings) {

    /** Nothing is known of the path. */
    public static final PathPolicy NONE = new PathPolicy(AccountPath.EMPTY, List.of(), List.of());

    /** Refuses null, and terms or ceilings that do not belong to the accounts. */
    public PathPolicy {
        Checks.present(accounts, "accounts");
        int count = accounts.accounts().size();
        if (Checks.present(terms, "terms").size() != count) {
            throw new InvalidRequestException(
                    terms.size() + " terms for " + count + " accounts; give each account its terms");
        }
        if (!Checks.present(ceilings, "ceilings").isEmpty() && ceilings.size() != count) {
            throw new InvalidRequestException(ceilings.size() + " ceilings for " + count
                    + " accounts; give each account its ceiling, perhaps Limits.NONE, or none at all");
        }
    }

    /** The current terms of an account; null where they are not known. */
    public @Nullable AccountTerms termsOf(AccountId account) {
        int place = accounts.accounts().indexOf(account);
        return place < 0 ? null : terms.get(place);
    }

    /** The ceilings of the accounts of a path, in its order; empty if there are none at all. */
    public List<Limits> ceilingsOn(List<AccountId> path) {
        return ceilings.isEmpty()
                ? List.of()
                : path.stream().map(this::ceilingOf).toList();
    }

    private Limits ceilingOf(AccountId account) {
        int place = accounts.accounts().indexOf(account);
        return place < 0 ? Limits.NONE : ceilings.get(place);
    }
}
