package io.stipend.core.spi;

import io.stipend.core.model.ResourceVector;

/** Every outcome of a settle or a release. */
public sealed interface CloseOutcome {

    /**
     * This operation closed the reservation.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Closed(JournalEntry.Closed entry, boolean replayed) implements CloseOutcome {}

    /** Nothing changed: no such reservation. */
    record NotFound() implements CloseOutcome {}

    /** Nothing changed, but that a lease that had run out is now expired: another operation closed the reservation. */
    record AlreadyClosed(JournalEntry.Closed closing) implements CloseOutcome {}

    /** Nothing changed: the operation id was used before for something else. */
    record Conflict() implements CloseOutcome {}

    /**
     * Nothing changed, but that a lease that had run out is now expired: usage exceeds the hold and the policy is REJECT.
     * Not remembered.
     */
    record OverrunRejected(ResourceVector held, ResourceVector overrun) implements CloseOutcome {}
}
