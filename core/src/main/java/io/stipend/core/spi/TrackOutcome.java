package io.stipend.core.spi;

/** Every outcome of a usage report. */
public sealed interface TrackOutcome {

    /**
     * The report was added.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Added(JournalEntry.Tracked entry, boolean replayed) implements TrackOutcome {}

    /** Nothing changed: no such reservation. */
    record NotFound() implements TrackOutcome {}

    /** Nothing changed, but that a lease that had run out is now expired: the reservation is closed. */
    record AlreadyClosed(JournalEntry.Closed closing) implements TrackOutcome {}

    /** Nothing changed: the operation id was used before for something else. */
    record Conflict() implements TrackOutcome {}
}
