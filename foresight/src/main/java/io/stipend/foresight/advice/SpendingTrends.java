package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SharedPools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How fast accounts spend, by the entries of their reservations' journals. Of more accounts than there is room for, those that spent nothing for longest are
 * forgotten. Thread safe.
 */
final class SpendingTrends {

    private final int maxAccounts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Spender> spenders = new LinkedHashMap<>(16, 0.75f, true);
    private long latestMillis = Long.MIN_VALUE;

    /** An account that spends. What it is told of itself belongs to whoever looks at it, one thread at a time. */
    static final class Spender {

        final AccountId account;
        final SpendingTrend trend = new SpendingTrend();
        final ToldForecast told;
        private boolean isChanged = true;

        Spender(AccountId account) {
            this.account = account;
            this.told = new ToldForecast(account);
        }
    }

    SpendingTrends(int maxAccounts) {
        if (maxAccounts < 1) {
            throw new InvalidRequestException("there is room for " + maxAccounts + " accounts; give 1 or more");
        }
        this.maxAccounts = maxAccounts;
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Something happened to accounts. */
    void add(JournalEntry entry) {
        locked(() -> {
            latestMillis = Math.max(latestMillis, entry.atMillis());
            if (entry instanceof JournalEntry.Closed closed) {
                spent(closed, closed.charged().credits() - closed.bookedBefore().credits());
            } else if (entry instanceof JournalEntry.Charged charged) {
                spent(charged, charged.charged().credits());
            } else if (entry instanceof JournalEntry.AccountChanged changed) {
                Spender spender = spenders.get(changed.account());
                if (spender != null) {
                    spender.isChanged = true;
                }
            }
            return latestMillis;
        });
    }

    private void spent(JournalEntry.OfReservation entry, long units) {
        if (units > 0) {
            entry.header().path().accounts().forEach(account -> spent(account, entry.atMillis(), units));
        }
    }

    private void spent(AccountId account, long atMillis, long units) {
        if (account.kind() == AccountId.Kind.POOL && account.name().startsWith(SharedPools.ACCOUNT_PREFIX)) {
            return;
        }
        Spender spender = spenders.computeIfAbsent(account, Spender::new);
        spender.trend.spent(atMillis, units);
        spender.isChanged = true;
        if (spenders.size() > maxAccounts) {
            spenders.remove(spenders.keySet().iterator().next());
        }
    }

    /** The time of the latest entry; the smallest number before the first one. */
    long latestMillis() {
        return locked(() -> latestMillis);
    }

    /** Those that spent, or were changed, since they were taken last; and those that were told to run out, which may do so no longer. */
    List<Spender> takeChanged() {
        return locked(() -> {
            List<Spender> changed = new ArrayList<>();
            for (Spender each : spenders.values()) {
                if (each.isChanged || each.told.runsOut()) {
                    each.isChanged = false;
                    changed.add(each);
                }
            }
            return changed;
        });
    }

    /** They have still to be looked at. */
    void putBack(List<Spender> some) {
        locked(() -> {
            some.forEach(each -> each.isChanged = true);
            return some;
        });
    }

    int size() {
        return locked(spenders::size);
    }

    void clear() {
        locked(() -> {
            spenders.clear();
            return spenders;
        });
    }
}
