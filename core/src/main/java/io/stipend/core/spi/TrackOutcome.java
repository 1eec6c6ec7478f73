package io.stipend.core.spi;

/** Every outcome of a usage report. */
public sealed interface TrackOutcome extends Outcome permits TrackOutcome.Added, Refusal {

    /**
     * The report that was added.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    Added addedOrThrow(Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * The report was added.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Added(JournalEntry.Tracked entry, boolean replayed) implements TrackOutcome {
        @Override
        public Kind kind() {
            return Kind.done(replayed);
        }

        @Override
        public Added addedOrThrow(Refusal.Visitor<? extends RuntimeException> refused) {
            return this;
        }
    }
}
