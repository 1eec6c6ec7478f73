package io.stipend.store.postgres.internal.records;

import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.store.postgres.internal.connection.PreviousAttempt;
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
public record Answer(
        Outcome outcome,
        long atMillis,
        @Nullable String subject,
        int resource,
        long needed,
        long available,
        @Nullable JournalEntry entry,
        Refusal.@Nullable OverrunRejected rejected) {

    /** The order is the numbering of the database's functions. */
    public enum Outcome {
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
    public static final String COLUMNS =
            "a.command, a.outcome, a.at, a.subject, a.resource, a.needed, a.available, (a.entry).*";

    private static final int ENTRY = 8;

    /** Which of the commands of its batch the current row answers, from 1. */
    public static int command(ResultSet row) throws SQLException {
        return row.getInt(1);
    }

    public static Answer read(ResultSet row) throws SQLException {
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
    public static Answer done(long atMillis) {
        return new Answer(Outcome.DONE, atMillis, null, 0, 0, 0, null, null);
    }

    /** It was done, and this is what the journal says of it. */
    public static Answer done(JournalEntry entry) {
        return new Answer(Outcome.DONE, entry.atMillis(), null, 0, 0, 0, entry, null);
    }

    /**
     * What its caller is told. What is found done after the connection broke was this caller's doing: to the caller it is the
     * first answer.
     */
    public Answer after(PreviousAttempt previous) {
        return outcome == Outcome.DONE_BEFORE && previous == PreviousAttempt.PERHAPS_DONE
                ? new Answer(Outcome.DONE, atMillis, subject, resource, needed, available, entry, rejected)
                : this;
    }

    public boolean isReplay() {
        return outcome == Outcome.DONE_BEFORE;
    }

    /** The entry, of an outcome that has one. */
    public <E extends JournalEntry> E entry(Class<E> type) {
        if (!type.isInstance(entry)) {
            throw new IllegalStateException("outcome " + outcome + " came with " + entry + ", not " + type);
        }
        return type.cast(entry);
    }
}
