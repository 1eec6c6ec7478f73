package io.stipend.store.memory.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;

/** Holds the monitors of all accounts of a path at once, always taken in the order of their ids, so that no two callers wait for each other. */
final class PathLock {

    private static final Comparator<Account> ORDER = Comparator.comparing(Account::id);

    private PathLock() {}

    /** What to do to a reservation while the monitors of its accounts are held. */
    @FunctionalInterface
    interface Action<T> {
        T apply(Reservation reservation, long nowMillis);
    }

    static <T> T holding(Reservation reservation, long nowMillis, Action<T> action) {
        Account[] path = reservation.accounts;
        if (path.length == 1) {
            synchronized (path[0]) {
                return action.apply(reservation, nowMillis);
            }
        }
        return holding(path, () -> action.apply(reservation, nowMillis));
    }

    /** Does something while the monitors of these accounts are held. */
    static <T> T holding(Account[] path, Supplier<T> action) {
        return holdingFrom(sorted(path), 0, action);
    }

    private static Account[] sorted(Account[] path) {
        Account[] sorted = path.clone();
        Arrays.sort(sorted, ORDER);
        return sorted;
    }

    private static <T> T holdingFrom(Account[] sorted, int next, Supplier<T> action) {
        if (next == sorted.length) {
            return action.get();
        }
        synchronized (sorted[next]) {
            return holdingFrom(sorted, next + 1, action);
        }
    }
}
