package io.stipend.store.postgres.internal.inspection;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.BookReader.Kind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.postgres.internal.records.AccountRows;
import io.stipend.store.postgres.internal.records.AmountArrays;
import io.stipend.store.postgres.internal.records.JournalEntryRows;
import io.stipend.store.postgres.internal.records.ReservationRows;
import io.stipend.store.postgres.internal.records.StreamedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One reading of a tenant's books, in a transaction that sees them as they were at one moment. What belongs together comes
 * from two cursors in one order, so that no more of a tenant is in this process than what is being shown.
 */
public final class BookScan {

    /** What to select of a row {@code r} of {@code reservation} to have all that is stored but its operations. */
    static final String RESERVATION_COLUMNS = ReservationRows.COLUMNS + ", r.booked_at";

    private final Connection connection;
    private final String tenant;
    private final BookReader reader;
    private long open;

    BookScan(Connection connection, String tenant, BookReader reader) {
        this.connection = connection;
        this.tenant = tenant;
        this.reader = reader;
    }

    void read() throws SQLException {
        try (StreamedRows clock = new StreamedRows(connection.prepareStatement("SELECT now_millis()"))) {
            clock.next();
            reader.begun(clock.row().getLong(1));
        }
        waiting();
        accounts();
        reservations();
        steps();
        due();
        mark();
    }

    private StreamedRows rows(String sql) throws SQLException {
        return new StreamedRows(connection, sql, tenant);
    }

    /** The outbox has no index by tenant, which every entry would have to pay for; it is short where a relay runs. */
    private void waiting() throws SQLException {
        try (StreamedRows entries = rows("SELECT (entry).* FROM outbox WHERE tenant = ? ORDER BY number")) {
            while (entries.next()) {
                parsed(
                                "an entry that waits",
                                entries.row(),
                                row -> Objects.requireNonNull(JournalEntryRows.read(row, 1)))
                        .ifPresent(reader::waiting);
            }
        }
    }

    private void accounts() throws SQLException {
        try (StreamedRows accounts = rows("SELECT " + AccountRows.COLUMNS
                        + ", a.policy_limits, a.period_code, a.period_zone, a.period_from, a.period_number FROM account a"
                        + " WHERE a.tenant = ? ORDER BY a.account");
                StreamedRows operations = rows("SELECT " + AccountRows.CHANGE_COLUMNS
                        + " FROM account_operation WHERE tenant = ? ORDER BY account, sequence");
                StreamedRows sums =
                        rows("SELECT account, period, charged FROM forgotten WHERE tenant = ? ORDER BY account")) {
            MergeCursor changes = new MergeCursor(operations);
            MergeCursor forgotten = new MergeCursor(sums);
            while (accounts.next()) {
                String name = text(accounts.row(), 1);
                List<JournalEntry.AccountChanged> changed = new ArrayList<>();
                changes.of(
                        name,
                        row -> parsed(name, row, each -> AccountRows.change(tenant, each))
                                .ifPresent(changed::add));
                ResourceVector[] charged = {ResourceVector.ZERO};
                long period = accounts.row().getLong(AccountRows.COUNT + 5);
                forgotten.of(name, row -> {
                    if (row.getLong(2) == period) {
                        charged[0] = AmountArrays.read(row, 3);
                    }
                });
                parsed(name, accounts.row(), row -> account(row, charged[0], changed))
                        .ifPresent(reader::account);
            }
        }
    }

    private StoredAccount account(ResultSet row, ResourceVector forgotten, List<JournalEntry.AccountChanged> changes)
            throws SQLException {
        int next = AccountRows.COUNT;
        return new StoredAccount(
                AccountRows.view(tenant, row),
                AmountArrays.limits(row, next + 1),
                AmountArrays.given(row, 3),
                LimitPeriod.ofCode(row.getInt(next + 2), ZoneId.of(text(row, next + 3))),
                row.getLong(next + 4),
                forgotten,
                !isFull(forgotten),
                List.copyOf(changes),
                true);
    }

    /** Whether a sum is the largest there can be, or would be above it. */
    private static boolean isFull(ResourceVector sum) {
        for (long amount : AmountArrays.of(sum, ResourceVector::get)) {
            if (amount == Checks.MAX_AMOUNT) {
                return true;
            }
        }
        return false;
    }

    private void reservations() throws SQLException {
        try (StreamedRows reservations =
                        rows("SELECT " + RESERVATION_COLUMNS + " FROM reservation r WHERE r.tenant = ? ORDER BY r.id");
                StreamedRows operations = rows("SELECT reservation, " + ReservationRows.OPERATION_COLUMNS
                        + " FROM operation WHERE tenant = ? ORDER BY reservation")) {
            MergeCursor reports = new MergeCursor(operations);
            while (reservations.next()) {
                String id = text(reservations.row(), 1);
                open += reservations.row().getInt("state") == 0 ? 1 : 0;
                Optional<StoredReservation> found = parsed(id, reservations.row(), BookScan::withoutOperations);
                List<JournalEntry.OfReservation> kept = new ArrayList<>();
                reports.of(
                        id,
                        row -> found.flatMap(of -> parsed(
                                        id,
                                        row,
                                        each -> ReservationRows.operation(
                                                of.snapshot().header(), each)))
                                .ifPresent(kept::add));
                kept.sort(Comparator.comparingLong(JournalEntry::sequence));
                found.ifPresent(of -> reader.reservation(
                        new StoredReservation(of.snapshot(), List.copyOf(kept), of.expiredAtMillis())));
            }
        }
    }

    /** The reservation in a row of {@link #RESERVATION_COLUMNS}. */
    static StoredReservation withoutOperations(ResultSet row) throws SQLException {
        long expiredAt = row.getLong("booked_at");
        return new StoredReservation(
                ReservationRows.snapshot(row),
                List.of(),
                row.wasNull() ? OptionalLong.empty() : OptionalLong.of(expiredAt));
    }

    private void steps() throws SQLException {
        try (StreamedRows steps = rows("SELECT step, reservation FROM step WHERE tenant = ? ORDER BY step")) {
            while (steps.next()) {
                reader.step(text(steps.row(), 1), text(steps.row(), 2));
            }
        }
    }

    /** Whether the sweeper will come by all that are open. They are counted first, which takes less than to name them. */
    private void due() throws SQLException {
        try (StreamedRows found = rows("SELECT count(*) FROM (SELECT FROM reservation r"
                + " WHERE r.tenant = ? AND r.state = 0 ORDER BY r.expires_at OFFSET 0) d")) {
            found.next();
            if (found.row().getLong(1) == open) {
                return;
            }
        }
        try (StreamedRows missed = rows("SELECT * FROM missed_when_due(?)")) {
            while (missed.next()) {
                String id = text(missed.row(), 1);
                reader.damaged(
                        Kind.INDEX,
                        id,
                        "reservation " + id + " is open and not in the index reservation_due, so it never expires");
            }
        }
    }

    /** Whether reserves see what the tenant's own account says. */
    private void mark() throws SQLException {
        try (StreamedRows marks = rows("SELECT is_marked(?)")) {
            marks.next();
            if (!marks.row().getBoolean(1)) {
                reader.damaged(
                        Kind.INDEX,
                        "tenant:" + tenant,
                        "whether tenant " + tenant
                                + " is frozen is one thing in frozen_tenant, and another in account tenant:" + tenant);
            }
        }
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    private void unreadable(String subject, String text) {
        reader.damaged(Kind.UNREADABLE, subject, text);
    }

    /** Makes something of a row. */
    private interface Parser<T> {
        T parse(ResultSet row) throws SQLException;
    }

    /** What a row says; if nothing can be made of it, the reader is told, and the reading goes on. */
    private <T> Optional<T> parsed(String subject, ResultSet row, Parser<T> parser) {
        try {
            return Optional.of(parser.parse(row));
        } catch (SQLException | RuntimeException damage) {
            unreadable(subject, subject + " cannot be read: " + damage.getMessage());
            return Optional.empty();
        }
    }
}
