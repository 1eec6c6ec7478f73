package io.stipend.foresight.advice;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.core.spi.check.Checks;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What an account spent in the last two hours, by the closed reservations that its store keeps, and when it will be empty if that goes on. All
 * nodes' spending is in it, and a process that has just begun knows it. Immutable and thread safe.
 *
 * @param account whose
 * @param asOfMillis when it was looked at: milliseconds since 1970-01-01 UTC
 * @param stepMillis sums are of steps of this length
 * @param sums what was charged in each step; steps in which nothing was need not be there
 */
public record RecentSpending(AccountId account, long asOfMillis, long stepMillis, List<UsageSum> sums) {

    /** How far back it looks. What was spent earlier would hardly count: a minute counts half after an hour. */
    private static final long LOOK_BACK_MILLIS = TimeUnit.HOURS.toMillis(2);

    /** Fine enough for the trend's checks of itself, which are on budgets of a minute and more. */
    private static final long STEP_MILLIS = 10_000;

    /** Refuses what is missing. */
    public RecentSpending {
        Checks.present(account, "account");
        sums = Checks.present(sums, "sums").stream()
                .sorted(Comparator.comparingLong(UsageSum::fromMillis))
                .toList();
    }

    /**
     * Looks it up. Takes time with how many reservations the tenant closed in two hours, so keep what is found for a minute. Blocks like the
     * store.
     *
     * @param nowMillis milliseconds since 1970-01-01 UTC
     * @throws io.stipend.core.spi.CreditStoreException when the store fails
     */
    public static RecentSpending read(BookInspection books, AccountId account, long nowMillis) {
        long end = (nowMillis / STEP_MILLIS + 1) * STEP_MILLIS;
        long begin = Math.max(0, end - LOOK_BACK_MILLIS);
        UsageQuery query = new UsageQuery(account.tenant(), begin, end, STEP_MILLIS, UsageQuery.By.ALL, account, 1);
        return new RecentSpending(account, nowMillis, STEP_MILLIS, books.usage(query));
    }

    /**
     * When no credits will be available any more. The end of the account's period is not looked at: where it comes first, the limit starts
     * anew.
     *
     * @param books the account's, as they are now
     * @return empty if the account has no limit of credits
     */
    public Optional<Exhaustion> exhaustion(AccountView books) {
        OptionalLong available = books.available(Resource.CREDITS);
        return available.isEmpty()
                ? Optional.empty()
                : Optional.of(trend().forecast(asOfMillis, available.getAsLong()));
    }

    /**
     * Begins with the first spending that is known: before it, the account may not have existed, or its closed reservations are no longer
     * kept. An account that never spends anything is known for the whole time.
     */
    private SpendingTrend trend() {
        SpendingTrend trend = new SpendingTrend();
        if (sums.isEmpty()) {
            trend.spent(asOfMillis - LOOK_BACK_MILLIS, 0);
        }
        for (UsageSum sum : sums) {
            long middle = Math.min(asOfMillis, sum.fromMillis() + stepMillis / 2);
            trend.spent(middle, sum.charged().credits());
        }
        return trend;
    }
}
