package io.stipend.store.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;

/** Holds the monitors of all accounts of a path at once, always taken in the order of their ids, so that no two callers wait for each other. */
final class PathLock {

    private static final Comparator<Account> ORDER = Comparator.comparing(Account::id);

    private PathLock() {}

    static <T> T holding(Account[] path, Supplier<T> action) {
        if (path.length == 1) {
            synchronized (path[0]) {
                return action.get();
            }
        }
        Account[] sorted = path.clone();
        Arrays.sort(sorted, ORDER);
        return holdingFrom(sorted, 0, action);
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
