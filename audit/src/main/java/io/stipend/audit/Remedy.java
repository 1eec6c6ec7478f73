package io.stipend.audit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ResourceVector;

/** What can be done about a {@link Drift}. */
public sealed interface Remedy {

    /**
     * The account's sums can be set right. All drifts of one account have the same one, which puts right all of them.
     *
     * @param sequence the number of the account's latest entry as found
     * @param reservedFound what was reserved
     * @param spentFound what was spent
     * @param reserved what should be reserved
     * @param spent what should be spent
     */
    record SetSums(
            AccountId account,
            long sequence,
            ResourceVector reservedFound,
            ResourceVector spentFound,
            ResourceVector reserved,
            ResourceVector spent)
            implements Remedy {}

    /** The store can make its indexes anew. */
    record RebuildIndexes(String tenant) implements Remedy {}

    /**
     * Nothing that a program should decide.
     *
     * @param advice what to do
     */
    record ByHand(String advice) implements Remedy {}
}
