package io.stipend.core.spi;

/** Every outcome of a settle or a release. */
public sealed interface CloseOutcome extends Outcome permits CloseOutcome.Closed, Refusal {

    /**
     * The close that was made.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    Closed closedOrThrow(Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * This operation closed the reservation.
     *
     * @param entry the journal's entry, which says what its amounts add up to
     * @param replayed whether this is the first answer again
     */
    record Closed(JournalEntry.Closed entry, boolean replayed) implements CloseOutcome {
        @Override
        public Kind kind() {
            return Kind.done(replayed);
        }

        @Override
        public Closed closedOrThrow(Refusal.Visitor<? extends RuntimeException> refused) {
            return this;
        }
    }
}
