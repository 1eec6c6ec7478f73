package io.stipend.audit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ResourceVector;

/** What can be done about a {@link Drift}. */
public sealed interface Remedy {

    /**
     * The account's sums can be corrected. All drifts of one account share this remedy, which repairs all of them.
     *
     * @param sequence the number of the account's latest entry when it was read
     * @param reservedFound what is stored as reserved
     * @param spentFound what is stored as spent
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

    /** The store can rebuild its indexes. */
    record RebuildIndexes(String tenant) implements Remedy {}

    /**
     * A person must decide.
     *
     * @param advice what to do
     */
    record ByHand(String advice) implements Remedy {}
}
