package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.store.support.SignedAmounts;
import io.stipend.store.support.UsageBits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/** What rows of reservations and of their operations say. */
public final class ReservationRows {

    /** What to select of a row {@code r} of {@code reservation}; its id comes first. */
    public static final String COLUMNS =
            "r.id, r.tenant, r.fingerprint, r.asked, r.lease_millis, r.on_expiry, r.path, r.held, r.used, r.peak, r.opened_at, r.expires_at, r.swarm,"
                    + " r.step, r.attributes, r.sequence, r.state, r.closed_at, r.closing_operation, r.closing_fingerprint, r.report, r.reported,"
                    + " r.overrun_policy, r.charged, r.booked_before, r.late, r.parent";

    /** What to select of a row of {@code operation}. */
    public static final String OPERATION_COLUMNS =
            "operation, fingerprint, verb, report, reported, lease_millis, sequence, at, step, held, used, peak_before, peak, expires_at,"
                    + " asked, at_least, child";

    private static final int VERB_TRACK = 1;
    private static final int VERB_SPLIT = 3;

    private ReservationRows() {}

    /** The entry in a row of {@link #OPERATION_COLUMNS}. */
    public static JournalEntry.OfReservation operation(ReservationHeader header, ResultSet row) throws SQLException {
        if (row.getInt("verb") == VERB_SPLIT) {
            return split(header, row);
        }
        OperationId operation = OperationId.of(Objects.requireNonNull(row.getString("operation")));
        SignedAmounts report = AmountArrays.signed(row, row.findColumn("report"));
        ResourceVector held = AmountArrays.read(row, row.findColumn("held"));
        ResourceVector used = AmountArrays.read(row, row.findColumn("used"));
        return row.getInt("verb") == VERB_TRACK
                ? new JournalEntry.Tracked(
                        header,
                        row.getLong("sequence"),
                        row.getLong("at"),
                        operation,
                        row.getLong("fingerprint"),
                        UsageBits.usage(report.above(), row.getInt("reported")),
                        row.getString("step"),
                        held,
                        used,
                        row.getDouble("peak_before"),
                        row.getDouble("peak"),
                        row.getLong("expires_at"))
                : new JournalEntry.Extended(
                        header,
                        row.getLong("sequence"),
                        row.getLong("at"),
                        operation,
                        row.getLong("fingerprint"),
                        AmountArrays.signed(row, row.findColumn("asked"))
                                .change(AmountArrays.read(row, row.findColumn("at_least"))),
                        report.above(),
                        report.below(),
                        row.getLong("lease_millis"),
                        held,
                        used,
                        row.getDouble("peak"),
                        row.getLong("expires_at"));
    }

    private static JournalEntry.Split split(ReservationHeader header, ResultSet row) throws SQLException {
        SignedAmounts moved = AmountArrays.signed(row, row.findColumn("report"));
        return new JournalEntry.Split(
                header,
                row.getLong("sequence"),
                row.getLong("at"),
                Objects.requireNonNull(row.getString("child")),
                moved.below(),
                moved.above(),
                AmountArrays.read(row, row.findColumn("held")),
                AmountArrays.read(row, row.findColumn("used")),
                row.getDouble("peak"),
                row.getLong("expires_at"));
    }

    /** The reservation in a row of {@link #COLUMNS}. */
    public static ReservationSnapshot snapshot(ResultSet row) throws SQLException {
        String tenant = row.getString("tenant");
        ReservationHeader header = new ReservationHeader(
                new ReservationId(tenant, row.getString("id")),
                JournalEntryRows.path(tenant, row, row.findColumn("path")),
                row.getString("swarm"),
                row.getLong("opened_at"),
                row.getString("parent"));
        ResourceVector held = AmountArrays.read(row, row.findColumn("held"));
        ResourceVector used = AmountArrays.read(row, row.findColumn("used"));
        return new ReservationSnapshot(
                header,
                row.getLong("fingerprint"),
                AmountArrays.read(row, row.findColumn("asked")),
                row.getLong("lease_millis"),
                JournalEntryRows.onExpiry(row.getInt("on_expiry")),
                row.getString("step"),
                JournalEntryRows.attributes(row, row.findColumn("attributes")),
                held,
                used,
                row.getDouble("peak"),
                row.getLong("expires_at"),
                row.getInt("state") == 0 ? null : closing(row, header, held, used),
                row.getLong("sequence"));
    }

    private static JournalEntry.Closed closing(
            ResultSet row, ReservationHeader header, ResourceVector held, ResourceVector used) throws SQLException {
        OperationId operation = JournalEntryRows.operation(Objects.requireNonNull(row.getString("closing_operation")));
        return new JournalEntry.Closed(
                header,
                row.getLong("sequence"),
                row.getLong("closed_at"),
                JournalEntryRows.closeKind(row.getInt("state")),
                operation,
                row.getLong("closing_fingerprint"),
                UsageBits.usage(AmountArrays.read(row, row.findColumn("report")), row.getInt("reported")),
                JournalEntryRows.overrunPolicy(row.getInt("overrun_policy")),
                row.getString("step"),
                held,
                used,
                AmountArrays.read(row, row.findColumn("charged")),
                AmountArrays.read(row, row.findColumn("booked_before")),
                row.getDouble("peak"),
                row.getBoolean("late"));
    }
}
