package io.stipend.server.internal.dashboard;

import io.stipend.audit.BestOf;
import io.stipend.core.model.AccountId;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.SharedPools;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All accounts of a tenant as they were at a look, small enough to keep a hundred thousand: what lists are searched and sorted by. The
 * accounts that tiers and pools make for themselves are not among them. Thread safe.
 */
final class AccountBoard {

    /** How many accounts are named of each concern; all are counted. */
    private static final int NAMED = 8;

    private static final int PAGE = 1_000;

    private final List<BoardRow> byName;
    private final Map<Concern, Integer> counts = new EnumMap<>(Concern.class);
    private final Map<Concern, List<BoardRow>> worst = new EnumMap<>(Concern.class);
    private final Totals ofUsers;

    /** In which order accounts are listed. */
    enum Order {
        USE,
        SPENT,
        HELD,
        LEFT,
        EMPTY,
        NAME;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * A part of rows that are in the order of names, as they are in this order. Only that part is sorted as rows: to sort plain numbers
         * takes a tenth of the time, also before anything is compiled.
         */
        List<BoardRow> part(List<BoardRow> byName, int begin, int end) {
            if (this == NAME || begin == end) {
                return byName.subList(begin, end);
            }
            long[] keys = new long[byName.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = key(byName.get(i));
            }
            long[] sorted = keys.clone();
            Arrays.sort(sorted);
            long low = sorted[begin];
            long high = sorted[end - 1];
            // Rows alike are in the order of names: some of the lowest come before the part, some of the highest behind
            // it.
            int lowBefore = begin - firstOf(low, sorted);
            int highWithin = end - firstOf(high, sorted);
            List<BoardRow> part = new ArrayList<>(end - begin);
            for (int i = 0; part.size() < end - begin; i++) {
                long key = keys[i];
                boolean isBefore = key < low || (key == low && lowBefore-- > 0);
                boolean isBehind = key > high || (key == high && highWithin-- <= 0);
                if (!isBefore && !isBehind) {
                    part.add(byName.get(i));
                }
            }
            part.sort(Comparator.comparingLong(this::key));
            return part;
        }

        /** Where the first of a number is among sorted ones. */
        private static int firstOf(long key, long[] sorted) {
            int low = 0;
            for (int high = sorted.length; low < high; ) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < key) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The first of rows that come in any order. */
        BestOf<BoardRow> best(int limit) {
            return new BestOf<>(Comparator.comparingLong(this::key).thenComparing(BoardRow::account), limit);
        }

        /** The row with the smallest comes first. */
        private long key(BoardRow row) {
            return switch (this) {
                // The bits of a part that is not below zero are in the order of parts.
                case USE -> row.use() < 0 ? Long.MAX_VALUE : -Double.doubleToLongBits(row.use());
                case SPENT -> -row.spent();
                case HELD -> -row.reserved();
                case LEFT -> row.left();
                case EMPTY -> row.emptyAtMillis();
                case NAME -> 0;
            };
        }
    }

    /**
     * Sums over the accounts of users; each reservation with a user is in them once.
     *
     * @param left of those that have a limit, as far as it is not below zero
     * @param unlimited how many have none
     */
    record Totals(long accounts, long spent, long held, long left, long unlimited) {}

    /**
     * Which accounts are wanted.
     *
     * @param text a part of the name, in any case; empty for any
     * @param kind only of this kind; null for any
     * @param concern only with this; null for any
     * @param order in which order
     */
    record Wanted(
            String text,
            AccountId.@Nullable Kind kind,
            @Nullable Concern concern,
            Order order) {

        private boolean isAll() {
            return kind == null && concern == null && text.isEmpty();
        }

        private boolean matches(BoardRow row) {
            return (kind == null || row.account().kind() == kind)
                    && (concern == null || row.concerns().contains(concern))
                    && (text.isEmpty()
                            || row.account().name().toLowerCase(Locale.ROOT).contains(text));
        }
    }

    /**
     * Some of the accounts that are wanted.
     *
     * @param total how many are wanted
     */
    record Page(List<BoardRow> rows, int total) {}

    private AccountBoard(List<BoardRow> byName) {
        this.byName = byName;
        long accounts = 0;
        long spent = 0;
        long held = 0;
        long left = 0;
        long unlimited = 0;
        Map<Concern, BestOf<BoardRow>> first = new EnumMap<>(Concern.class);
        for (BoardRow row : byName) {
            for (Concern concern : row.concerns()) {
                counts.merge(concern, 1, Integer::sum);
                first.computeIfAbsent(concern, each -> orderOf(each).best(NAMED))
                        .add(row);
            }
            if (row.account().kind() == AccountId.Kind.USER) {
                accounts++;
                spent += row.spent();
                held += row.reserved();
                unlimited += row.allowance() < 0 ? 1 : 0;
                left += row.allowance() < 0 ? 0 : Math.max(0, row.left());
            }
        }
        first.forEach((concern, rows) -> worst.put(concern, rows.inOrder()));
        ofUsers = new Totals(accounts, spent, held, left, unlimited);
    }

    private static Order orderOf(Concern concern) {
        return concern == Concern.RUNS_OUT ? Order.EMPTY : Order.USE;
    }

    /**
     * Looks at all accounts of a tenant.
     *
     * @param before what was seen before, to know how fast they spend
     * @param clock the store's, by which periods end; milliseconds since 1970-01-01 UTC
     */
    static AccountBoard look(
            AccountAdministration accounts, String tenant, @Nullable AccountBoard before, LongSupplier clock) {
        List<BoardRow> rows = new ArrayList<>(before == null ? PAGE : before.byName.size());
        SpendingOf spending = new SpendingOf(before == null ? List.of() : before.byName);
        AccountId last = null;
        List<AccountView> page;
        do {
            page = accounts.list(tenant, last, PAGE);
            long now = clock.getAsLong();
            for (AccountView view : page) {
                if (isShown(view.account())) {
                    rows.add(BoardRow.of(view, spending.of(view, now), now));
                }
                last = view.account();
            }
        } while (page.size() == PAGE);
        return new AccountBoard(List.copyOf(rows));
    }

    /** Those of tiers and pools are parts of others; a tenant's own is there for being frozen. */
    private static boolean isShown(AccountId account) {
        return account.kind() != AccountId.Kind.POOL
                || !(account.name().startsWith(Tier.Window.ACCOUNT_PREFIX)
                        || account.name().startsWith(SharedPools.ACCOUNT_PREFIX));
    }

    /** Finds what is known of each account's spending; both lists are in the order of ids. */
    private static final class SpendingOf {

        private final List<BoardRow> before;
        private int next;

        SpendingOf(List<BoardRow> before) {
            this.before = before;
        }

        SeenSpending of(AccountView view, long nowMillis) {
            while (next < before.size() && before.get(next).account().compareTo(view.account()) < 0) {
                next++;
            }
            return next < before.size() && before.get(next).account().equals(view.account())
                    ? before.get(next).spending().then(view, nowMillis)
                    : SeenSpending.begin(view);
        }
    }

    /** Whether both show the same of the same accounts. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountBoard board && byName.equals(board.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** How many accounts there are. */
    int size() {
        return byName.size();
    }

    Totals ofUsers() {
        return ofUsers;
    }

    /** How many accounts there is such a concern about. */
    int count(Concern concern) {
        return counts.getOrDefault(concern, 0);
    }

    /** A page of what is wanted. */
    Page page(Wanted wanted, int offset, int limit) {
        List<BoardRow> found = wanted.isAll()
                ? byName
                : byName.stream().filter(wanted::matches).toList();
        int begin = Math.min(offset, found.size());
        int end = Math.min(begin + limit, found.size());
        return new Page(wanted.order().part(found, begin, end), found.size());
    }

    /** The worst of a concern, {@link #NAMED} at most. */
    List<BoardRow> worst(Concern concern) {
        return worst.getOrDefault(concern, List.of());
    }
}
