package io.stipend.core.spi;

import java.util.function.Function;
import java.util.function.Supplier;

/** Every outcome of an administrator's change. */
public sealed interface AccountOutcome permits AccountOutcome.Changed, Refusal.Conflict {

    /** What is made of the outcome, whichever it is. A conflict: the operation id was used on this account for something else. */
    <T> T foldChange(Function<? super Changed, ? extends T> changed, Supplier<? extends T> conflict);

    /**
     * The account is changed.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Changed(JournalEntry.AccountChanged entry, boolean replayed) implements AccountOutcome {
        @Override
        public <T> T foldChange(Function<? super Changed, ? extends T> changed, Supplier<? extends T> conflict) {
            return changed.apply(this);
        }
    }
}
