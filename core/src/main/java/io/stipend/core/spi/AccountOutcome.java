package io.stipend.core.spi;

/** Every outcome of an administrator's change. */
public sealed interface AccountOutcome {

    /**
     * The account is changed.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Changed(JournalEntry.AccountChanged entry, boolean replayed) implements AccountOutcome {}

    /** Nothing changed: the operation id was used before on this account for something else. */
    record Conflict() implements AccountOutcome {}
}
