package io.stipend.core.spi;

import java.util.function.Function;

/** Every outcome of an extension. */
public sealed interface ExtendOutcome extends Outcome permits ExtendOutcome.Extended, Insufficient, Refusal {

    /**
     * What is made of the outcome, whichever it is.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    <T> T foldExtend(
            Function<? super Extended, ? extends T> extended,
            Function<? super Insufficient, ? extends T> insufficient,
            Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * The reservation is larger, or lives longer.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Extended(JournalEntry.Extended entry, boolean replayed) implements ExtendOutcome {
        @Override
        public Kind kind() {
            return Kind.done(replayed);
        }

        @Override
        public <T> T foldExtend(
                Function<? super Extended, ? extends T> extended,
                Function<? super Insufficient, ? extends T> insufficient,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return extended.apply(this);
        }
    }
}
