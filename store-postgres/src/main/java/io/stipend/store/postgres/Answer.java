package io.stipend.store.postgres;

import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.JournalEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the database answered to one command.
 *
 * @param atMillis when it was done, or when the reservation was opened where that was done before
 * @param subject the account, reservation or step the outcome is about
 * @param resource the resource it is about, as an ordinal
 * @param entry the journal's entry; of a reserve there is none, for its caller knows what is in it
 * @param rejected the hold and the usage above it, of a settle that was refused for it
 */
record Answer(
        Outcome outcome,
        long atMillis,
        @Nullable String subject,
        int resource,
        long needed,
        long available,
        @Nullable JournalEntry entry,
        CloseOutcome.@Nullable OverrunRejected rejected) {

    /** The order is the numbering of the database's functions. */
    enum Outcome {
        DONE,
        DONE_BEFORE,
        NOT_FOUND,
        CONFLICT,
        ALREADY_CLOSED,
        INSUFFICIENT,
        STEP_TAKEN,
        OTHER_STEP,
        OVERRUN_REJECTED,
        OUT_OF_RANGE
    }

    private static final Outcome[] OUTCOMES = Outcome.values();

    /** What to select of a row {@code a} of the type {@code answer}: its columns, and those of the entry. */
    static final String COLUMNS =
            "a.command, a.outcome, a.at, a.subject, a.resource, a.needed, a.available, (a.entry).*";

    private static final int ENTRY = 8;

    /** Which of the commands of its batch the current row answers, from 1. */
    static int command(ResultSet row) throws SQLException {
        return row.getInt(1);
    }

    static Answer read(ResultSet row) throws SQLException {
        Outcome outcome = OUTCOMES[row.getInt(2)];
        boolean isRejected = outcome == Outcome.OVERRUN_REJECTED;
        return new Answer(
                outcome,
                row.getLong(3),
                row.getString(4),
                row.getInt(5),
                row.getLong(6),
                row.getLong(7),
                isRejected ? null : Entries.read(row, ENTRY),
                isRejected ? Entries.readRejected(row, ENTRY) : null);
    }

    /** A reserve was done, at a time. */
    static Answer done(long atMillis) {
        return new Answer(Outcome.DONE, atMillis, null, 0, 0, 0, null, null);
    }

    /** It was done, and this is what the journal says of it. */
    static Answer done(JournalEntry entry) {
        return new Answer(Outcome.DONE, entry.atMillis(), null, 0, 0, 0, entry, null);
    }

    /** The same as the first answer, for whoever did not hear that one. */
    Answer asFirst() {
        return outcome == Outcome.DONE_BEFORE
                ? new Answer(Outcome.DONE, atMillis, subject, resource, needed, available, entry, rejected)
                : this;
    }

    boolean isReplay() {
        return outcome == Outcome.DONE_BEFORE;
    }

    /** The entry, of an outcome that has one. */
    <E extends JournalEntry> E entry(Class<E> type) {
        if (!type.isInstance(entry)) {
            throw new IllegalStateException("outcome " + outcome + " came with " + entry + ", not " + type);
        }
        return type.cast(entry);
    }
}
