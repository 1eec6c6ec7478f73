package io.stipend.audit;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's accounts by how much of a resource they use, page by page. Every account is looked at for each page, a few at a
 * time; in memory is only the page. Immutable, thread safe; blocks like the store.
 *
 * @param resource of which resource
 * @param order by which of its amounts
 * @param kind only accounts of this kind; null for all
 */
public record AccountRanking(
        Resource resource, Order order, @Nullable AccountKind kind) {

    private static final int PAGE = 500;

    private static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::rank)
            .reversed()
            .thenComparing(ranked -> ranked.view().account());

    public AccountRanking {
        Checks.present(resource, "resource");
        Checks.present(order, "order");
    }

    /** What accounts are ordered by, the most pressing first. */
    public enum Order {
        /** What is reserved and spent together, the most first. */
        USE {
            @Override
            OptionalLong rank(AccountView view, Resource resource) {
                return OptionalLong.of(
                        view.reserved().get(resource) + view.spent().get(resource));
            }
        },
        /** What is spent, the most first. */
        SPENT {
            @Override
            OptionalLong rank(AccountView view, Resource resource) {
                return OptionalLong.of(view.spent().get(resource));
            }
        },
        /** What is reserved, the most first. */
        RESERVED {
            @Override
            OptionalLong rank(AccountView view, Resource resource) {
                return OptionalLong.of(view.reserved().get(resource));
            }
        },
        /** What is available, the least first; accounts without a limit are left out. */
        AVAILABLE {
            @Override
            OptionalLong rank(AccountView view, Resource resource) {
                OptionalLong available = view.available(resource);
                return available.isEmpty() ? available : OptionalLong.of(-available.getAsLong());
            }
        },
        /** How far available is below zero, the farthest first; accounts that are not in debt are left out. */
        DEBT {
            @Override
            OptionalLong rank(AccountView view, Resource resource) {
                long debt = view.debt(resource);
                return debt == 0 ? OptionalLong.empty() : OptionalLong.of(debt);
            }
        };

        /** The higher, the earlier; nothing where the account is left out. */
        abstract OptionalLong rank(AccountView view, Resource resource);
    }

    /**
     * An account at its place.
     *
     * @param view its books
     * @param rank what it is ordered by: the higher, the earlier
     */
    public record Ranked(AccountView view, long rank) {

        /** Names the place, for the page after it: stays right when other accounts change. */
        public String cursor() {
            return rank + "/" + view.account();
        }
    }

    /**
     * Some of a ranking.
     *
     * @param accounts in their order
     * @param more whether there are more after them
     */
    public record Page(List<Ranked> accounts, boolean more) {}

    /**
     * A page.
     *
     * @param after the {@link Ranked#cursor} of the last account of the page before; null for the first page
     * @param max how many accounts at most, above 0
     * @throws InvalidRequestException when the cursor is none
     */
    public Page page(AccountAdministration accounts, String tenant, @Nullable String after, int max) {
        Cursor cursor = after == null ? null : Cursor.parse(tenant, after);
        BestOf<Ranked> best = new BestOf<>(ORDER, max);
        List<AccountView> views = accounts.list(tenant, null, PAGE);
        while (!views.isEmpty()) {
            for (AccountView view : views) {
                OptionalLong rank = order.rank(view, resource);
                boolean wanted =
                        rank.isPresent() && (kind == null || view.account().kind() == kind);
                if (wanted && (cursor == null || cursor.isBefore(rank.getAsLong(), view.account()))) {
                    best.add(new Ranked(view, rank.getAsLong()));
                }
            }
            views = accounts.list(tenant, views.get(views.size() - 1).account(), PAGE);
        }
        return new Page(best.inOrder(), best.hasMore());
    }

    private record Cursor(long rank, AccountId account) {

        static Cursor parse(String tenant, String text) {
            int slash = text.indexOf('/');
            try {
                return new Cursor(
                        Long.parseLong(text.substring(0, Math.max(0, slash))),
                        AccountId.parse(tenant, text.substring(slash + 1)));
            } catch (NumberFormatException e) {
                throw new InvalidRequestException("cursor is " + Checks.shown(text)
                        + "; give the one that the page before ended with, such as 125000/user:alice");
            }
        }

        boolean isBefore(long otherRank, AccountId other) {
            return otherRank < rank || (otherRank == rank && other.compareTo(account) > 0);
        }
    }
}
