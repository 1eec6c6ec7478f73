package io.stipend.core.spi;

import java.util.function.Function;
import java.util.function.Supplier;

/** Every outcome of a repair. */
public sealed interface RepairOutcome permits RepairOutcome.Repaired, RepairOutcome.Moved, Refusal.Conflict {

    /** What is made of the outcome, whichever it is. A conflict: the operation id was used on this account for something else. */
    <T> T foldRepair(
            Function<? super Repaired, ? extends T> repaired,
            Supplier<? extends T> moved,
            Supplier<? extends T> conflict);

    /**
     * The account is repaired.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Repaired(JournalEntry.AccountChanged entry, boolean replayed) implements RepairOutcome {
        @Override
        public <T> T foldRepair(
                Function<? super Repaired, ? extends T> repaired,
                Supplier<? extends T> moved,
                Supplier<? extends T> conflict) {
            return repaired.apply(this);
        }
    }

    /** Nothing changed: the account is not as it was found any more. Look again. */
    record Moved() implements RepairOutcome {
        @Override
        public <T> T foldRepair(
                Function<? super Repaired, ? extends T> repaired,
                Supplier<? extends T> moved,
                Supplier<? extends T> conflict) {
            return moved.get();
        }
    }
}
