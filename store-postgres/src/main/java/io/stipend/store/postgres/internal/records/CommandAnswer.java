package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.store.postgres.internal.connection.PreviousAttempt;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.VerbAnswer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the database answered to one command.
 *
 * @param atMillis when it was done, or when the reservation was opened where that was done before
 * @param subject the account, reservation or step the answer is about; where an account, or a ceiling on it, has too little,
 *     then the due reservations that hold on the path, a line each
 * @param resource the resource it is about, as an ordinal
 * @param entry the journal's entry; of a reserve there is none unless it was done before, for its caller knows what is in it
 * @param childLeaseMillis the lease of the child, of a split
 * @param childOnExpiry what its expiry books
 * @param rejected the hold and the usage above it, of a settle that was refused for it
 * @param balances what is available, six for each account of the path, null for a resource without a limit; empty if not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // As the driver gives it; nobody compares or changes it.
public record CommandAnswer(
        AnswerCode code,
        long atMillis,
        @Nullable String subject,
        int resource,
        long needed,
        long available,
        @Nullable JournalEntry entry,
        long childLeaseMillis,
        OnExpiry childOnExpiry,
        Refusal.@Nullable OverrunRejected rejected,
        @Nullable Long[] balances)
        implements VerbAnswer {

    /** What to select of a row {@code a} of the type {@code answer}: its columns, and those of the entry. */
    public static final String COLUMNS =
            "a.command, a.outcome, a.at, a.subject, a.resource, a.needed, a.available, a.balances, (a.entry).*";

    private static final int BALANCES = 8;
    private static final int ENTRY = 9;

    private static final Long[] NO_BALANCES = {};

    /** Which of the commands of its batch the current row answers, from 1. */
    public static int command(ResultSet row) throws SQLException {
        return row.getInt(1);
    }

    public static CommandAnswer read(ResultSet row) throws SQLException {
        AnswerCode code = AnswerCode.at(row.getInt(2));
        boolean isRejected = code == AnswerCode.OVERRUN_REJECTED;
        return new CommandAnswer(
                code,
                row.getLong(3),
                row.getString(4),
                row.getInt(5),
                row.getLong(6),
                row.getLong(7),
                isRejected ? null : JournalEntryRows.read(row, ENTRY),
                JournalEntryRows.leaseMillis(row, ENTRY),
                JournalEntryRows.onExpiry(row, ENTRY),
                isRejected ? JournalEntryRows.readRejected(row, ENTRY) : null,
                AmountArrays.longs(row, BALANCES));
    }

    /** A reserve was done, at a time. */
    public static CommandAnswer done(long atMillis) {
        return new CommandAnswer(
                AnswerCode.DONE, atMillis, null, 0, 0, 0, null, 0, OnExpiry.BOOK_TRACKED, null, NO_BALANCES);
    }

    /** It was done, and this is what the journal says of it. */
    public static CommandAnswer done(JournalEntry entry) {
        return new CommandAnswer(
                AnswerCode.DONE, entry.atMillis(), null, 0, 0, 0, entry, 0, OnExpiry.BOOK_TRACKED, null, NO_BALANCES);
    }

    /**
     * What its caller is told. What is found done after the connection broke was this caller's doing: to the caller it is the
     * first answer.
     */
    public CommandAnswer after(PreviousAttempt previous) {
        return code == AnswerCode.DONE_BEFORE && previous == PreviousAttempt.PERHAPS_DONE
                ? new CommandAnswer(
                        AnswerCode.DONE,
                        atMillis,
                        subject,
                        resource,
                        needed,
                        available,
                        entry,
                        childLeaseMillis,
                        childOnExpiry,
                        rejected,
                        balances)
                : this;
    }

    /** The first line of a subject that has several. */
    @Override
    public @Nullable String subject() {
        return (code.isShort() || code == AnswerCode.FROZEN) && subject != null
                ? subject.lines().findFirst().orElseThrow()
                : subject;
    }

    @Override
    public @Nullable String frozen() {
        return code == AnswerCode.FROZEN && subject != null
                ? subject.lines().skip(1).findFirst().orElseThrow()
                : null;
    }

    @Override
    public List<String> dueHolds() {
        return code.isShort() && subject != null ? subject.lines().skip(1).toList() : List.of();
    }

    @Override
    public JournalEntry.@Nullable Opened openedBefore() {
        return entry instanceof JournalEntry.Opened opened ? opened : null;
    }

    @Override
    public JournalEntry.@Nullable Charged charged() {
        return entry instanceof JournalEntry.Charged charged ? charged : null;
    }

    @Override
    public List<Balance> balances(List<AccountId> path) {
        List<Balance> found = new ArrayList<>(path.size());
        for (int i = 0; i < path.size(); i++) {
            Map<Resource, Long> available = new EnumMap<>(Resource.class);
            for (Resource resource : Resource.values()) {
                Long amount = balances[i * Resource.count() + resource.ordinal()];
                if (amount != null) {
                    available.put(resource, amount);
                }
            }
            found.add(new Balance(path.get(i), available));
        }
        return List.copyOf(found);
    }

    @Override
    public <E extends JournalEntry> E entry(Class<E> type) {
        if (!type.isInstance(entry)) {
            throw new IllegalStateException("the answer " + code + " came with " + entry + ", not " + type);
        }
        return type.cast(entry);
    }
}
