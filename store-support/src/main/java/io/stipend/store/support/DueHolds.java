package io.stipend.store.support;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Holds whose lease is over keep nobody from a budget, whether or not the sweeper has been there. A verb that an account
 * has too little for is told which due reservations hold on its path. They are expired, and the verb is tried again. Each
 * step is bounded, and other callers come in between.
 */
public final class DueHolds {

    /** How many are expired at a time, those first that have been due longest. */
    public static final int AT_A_TIME = 16;

    /** How often one call is tried again. */
    public static final int MAX_ROUNDS = 64;

    private DueHolds() {}

    /**
     * Tries a verb again as long as due holds are in its way.
     *
     * @param answer the first answer
     * @param verb asks again
     * @param expire expires some reservations by their ids; false if it could expire none
     * @return the last answer
     */
    public static <A extends VerbAnswer> A expireAndAskAgain(
            A answer, Supplier<A> verb, Predicate<List<String>> expire) {
        A last = answer;
        for (int round = 0; round < MAX_ROUNDS && !last.dueHolds().isEmpty(); round++) {
            if (!expire.test(last.dueHolds())) {
                break;
            }
            last = verb.get();
        }
        return last;
    }
}
