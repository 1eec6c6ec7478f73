package io.stipend.core;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.ReserveCommand;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reserve would be refused for if it came now. It looks at one account after the other, so it sees no moment at which all of them
 * were as it says; a store's reserve does.
 */
final class ReservePreview {

    private final AccountAdministration accounts;

    ReservePreview(AccountAdministration accounts) {
        this.accounts = accounts;
    }

    /** Why it would be refused; empty if it would not. */
    Optional<Rejection> rejection(ReserveCommand command) {
        String tenant = command.id().tenant();
        Optional<Rejection> frozen = frozen(new AccountId(tenant, AccountId.Kind.TENANT, tenant));
        List<AccountId> path = command.path().accounts();
        for (int i = 0; i < path.size() && frozen.isEmpty(); i++) {
            frozen = frozen(path.get(i));
        }
        return frozen.or(() -> lack(command));
    }

    private Optional<Rejection> frozen(AccountId id) {
        return accounts.show(id).map(AccountView::frozen).map(reason -> Rejection.of(new Frozen(id, reason)));
    }

    private Optional<Rejection> lack(ReserveCommand command) {
        List<AccountId> path = command.path().accounts();
        for (int i = 0; i < path.size(); i++) {
            AccountId id = path.get(i);
            AccountTerms terms = command.terms().get(i);
            Limits ceiling = command.ceilings().isEmpty()
                    ? Limits.NONE
                    : command.ceilings().get(i);
            AccountView view = accounts.show(id).orElse(null);
            for (Resource resource : Resource.values()) {
                long needed = command.fit().get(resource);
                long inUse = view == null
                        ? 0
                        : view.reserved().get(resource) + view.spent().get(resource);
                long room = room(terms, view, resource, inUse);
                if (needed > room && needed > 0) {
                    return Optional.of(Rejection.of(new Insufficient(id, resource, needed, room)));
                }
                if (needed > 0 && ceiling.find(resource).orElse(Long.MAX_VALUE) - inUse < needed) {
                    long left = ceiling.get(resource) - inUse;
                    return Optional.of(Rejection.of(new Insufficient(id, resource, needed, left, true)));
                }
            }
        }
        return Optional.empty();
    }

    /** How much may be reserved: by the override of the account, else by the current terms. */
    private static long room(AccountTerms terms, @Nullable AccountView view, Resource resource, long inUse) {
        Limits limits = view != null && view.overridden().contains(resource) ? view.limits() : terms.limits();
        long limit = limits.get(resource);
        if (limit == Limits.UNLIMITED) {
            return Long.MAX_VALUE;
        }
        long grants = view == null ? 0 : view.grants().get(resource);
        return limit + grants + terms.overdraft().get(resource) - inUse;
    }
}
