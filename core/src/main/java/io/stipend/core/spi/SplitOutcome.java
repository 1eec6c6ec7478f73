package io.stipend.core.spi;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every outcome of a split. */
public sealed interface SplitOutcome extends Outcome permits SplitOutcome.Split, IdleTooSmall, Refusal {

    /**
     * What is made of the outcome, whichever it is.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    <T> T foldSplit(
            Function<? super Split, ? extends T> split,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * The child holds the part, and its parent that much less.
     *
     * @param entry the first entry of the child's journal
     * @param given the entry of the parent's journal; null in a replay, and where the store had to look again whether it was done
     * @param replayed whether this is the first answer again
     */
    record Split(JournalEntry.Opened entry, JournalEntry.@Nullable Split given, boolean replayed)
            implements SplitOutcome {
        @Override
        public Kind kind() {
            return Kind.done(replayed);
        }

        @Override
        public <T> T foldSplit(
                Function<? super Split, ? extends T> split,
                Function<? super IdleTooSmall, ? extends T> idleTooSmall,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return split.apply(this);
        }
    }
}
