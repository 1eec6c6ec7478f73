package io.stipend.testkit.internal.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Delta debugging (Zeller and Hildebrandt, 2002): leaves out parts of a failing list for as long as it still fails. */
final class Shrinker {

    /** Where each try is a history on a real server, this bounds the wait for the report. */
    private static final int MAX_TRIES = 3_000;

    private Shrinker() {}

    /**
     * A part of the list that still fails, and of which, within the bound on tries, no element can be left out.
     *
     * @param failing a list for which {@code fails} holds
     */
    static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> shortest = failing;
        int tries = 0;
        int chunk = Math.max(1, shortest.size() / 2);
        while (tries < MAX_TRIES) {
            boolean shrunk = false;
            int from = 0;
            while (from < shortest.size() && tries < MAX_TRIES) {
                List<T> without = new ArrayList<>(shortest.subList(0, from));
                without.addAll(shortest.subList(Math.min(shortest.size(), from + chunk), shortest.size()));
                tries++;
                if (fails.test(without)) {
                    shortest = without;
                    shrunk = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !shrunk) {
                return shortest;
            }
            chunk = Math.max(1, chunk / 2);
        }
        return shortest;
    }
}
