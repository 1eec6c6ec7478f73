package io.stipend.core.spi;

import java.util.List;

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
     * @param balances what is available on each account of the path after it, in the path's order, if the command asks for that;
     *     else empty. A replay has what is available now
     */
    record Added(JournalEntry.Tracked entry, boolean replayed, List<Balance> balances) implements TrackOutcome {

        /** An answer about the reservation alone. */
        public Added(JournalEntry.Tracked entry, boolean replayed) {
            this(entry, replayed, List.of());
        }

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
