package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;

/** Every outcome of an extension. */
public sealed interface ExtendOutcome {

    /**
     * The reservation is larger, or lives longer.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Extended(JournalEntry.Extended entry, boolean replayed) implements ExtendOutcome {}

    /** Nothing changed: the first account on the path, and its first resource, that has too little. Not remembered. */
    record Insufficient(AccountId account, Resource resource, long needed, long available) implements ExtendOutcome {}

    /** Nothing changed: no such reservation. */
    record NotFound() implements ExtendOutcome {}

    /** Nothing changed, but that a lease that had run out is now expired: the reservation is closed. */
    record AlreadyClosed(JournalEntry.Closed closing) implements ExtendOutcome {}

    /** Nothing changed: the operation id was used before for something else. */
    record Conflict() implements ExtendOutcome {}
}
