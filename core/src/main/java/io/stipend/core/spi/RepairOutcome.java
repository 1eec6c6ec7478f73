package io.stipend.core.spi;

/** Every outcome of a repair. */
public sealed interface RepairOutcome {

    /**
     * The account is repaired.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Repaired(JournalEntry.AccountChanged entry, boolean replayed) implements RepairOutcome {}

    /** Nothing changed: the account is not as it was found any more. Look again. */
    record Moved() implements RepairOutcome {}

    /** Nothing changed: the operation id was used before on this account for something else. */
    record Conflict() implements RepairOutcome {}
}
