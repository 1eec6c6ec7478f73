package io.stipend.audit;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.check.Checks;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's accounts, ordered by how much of a resource they use, page by page. Each page reads every account, a few
 * at a time, and keeps only the page in memory. Immutable and thread safe; blocks like the store.
 *
 * @param resource the resource
 * @param order the amount of this resource to order by
 * @param kind only accounts of this kind; null for all
 */
public record AccountRanking(Resource resource, Order order, AccountId.@Nullable Kind kind) {

    private static final int PAGE = 500;

    private static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::rank)
            .reversed()
            .thenComparing(ranked -> ranked.view().account());

    public AccountRanking {
        Checks.present(resource, "resource");
        Checks.present(order, "order");
    }

    /** What accounts are ordered by. */
    public enum Order {
        /** Reserved plus spent, the largest first. */
        USE,
        /** Spent, the largest first. */
        SPENT,
        /** Reserved, the largest first. */
        RESERVED,
        /** Available, the smallest first. Accounts without a limit are left out. */
        AVAILABLE,
        /** Debt, the largest first. Accounts that are not in debt are left out. */
        DEBT;

        /** The rank, higher first; empty for an account that is left out. */
        OptionalLong rank(AccountView view, Resource resource) {
            long reserved = view.reserved().get(resource);
            long spent = view.spent().get(resource);
            return switch (this) {
                case USE -> OptionalLong.of(reserved + spent);
                case SPENT -> OptionalLong.of(spent);
                case RESERVED -> OptionalLong.of(reserved);
                case AVAILABLE -> {
                    OptionalLong available = view.available(resource);
                    yield available.isEmpty() ? available : OptionalLong.of(-available.getAsLong());
                }
                case DEBT -> {
                    long debt = view.debt(resource);
                    yield debt == 0 ? OptionalLong.empty() : OptionalLong.of(debt);
                }
            };
        }
    }

    /**
     * An account and its rank.
     *
     * @param view the account's books
     * @param rank the amount it is ordered by; a higher rank comes first
     */
    public record Ranked(AccountView view, long rank) {

        /** The cursor for the page after this account. It stays valid when other accounts change. */
        public String cursor() {
            return rank + "/" + view.account();
        }
    }

    /**
     * One page of a ranking.
     *
     * @param accounts in their order
     * @param more whether there are more after them
     */
    public record Page(List<Ranked> accounts, boolean more) {}

    /**
     * Reads a page.
     *
     * @param after the {@link Ranked#cursor} of the last account of the previous page; null for the first page
     * @param max the most accounts to return, above 0
     * @throws InvalidRequestException when the cursor is not valid
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
