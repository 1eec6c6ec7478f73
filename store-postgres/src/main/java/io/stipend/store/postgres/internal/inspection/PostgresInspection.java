package io.stipend.store.postgres.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.AccountRows;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.postgres.internal.records.Binder;
import io.stipend.store.postgres.internal.records.Cursor;
import io.stipend.store.postgres.internal.records.ReservationRows;
import io.stipend.store.postgres.internal.schema.SqlFiles;
import io.stipend.store.postgres.internal.records.Vectors;
import io.stipend.store.support.VerbOutcomes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The books as they are stored. What takes its time has a connection of its own, so that it is in the way of nobody, and
 * nobody's timeouts cut it. Thread safe.
 */
public final class PostgresInspection implements BookInspection {

    private static final String TENANTS = SqlFiles.text(PostgresInspection.class, "tenants.sql");

    private final Database database;
    private final Runnable afterCommit;
    private final String history;
    private final String repair;
    private final String repairIndexes;

    public PostgresInspection(Database database, Runnable afterCommit) {
        this.database = database;
        this.afterCommit = afterCommit;
        String schema = database.config().schema();
        this.history = "SELECT " + AccountRows.CHANGE_COLUMNS + " FROM " + schema + ".account_operation"
                + " WHERE tenant = ? AND account = ? AND sequence > ? ORDER BY sequence LIMIT ?";
        this.repair = "SELECT " + Answer.COLUMNS + " FROM " + schema + ".repair(?, ?, ?, ?, ?, ?) a";
        this.repairIndexes = "SELECT " + schema + ".repair_indexes(?)";
    }

    @Override
    public void tenants(Consumer<? super String> each) {
        database.lookAtLength(connection -> {
            try (Cursor tenants = new Cursor(connection.prepareStatement(TENANTS))) {
                while (tenants.next()) {
                    each.accept(Objects.requireNonNull(tenants.row().getString(1)));
                }
            }
        });
    }

    /** By the index of those that are due, for a tenant may have many more that are closed. */
    @Override
    public void openReservations(String tenant, Consumer<? super ReservationSnapshot> each) {
        database.lookAtLength(connection -> {
            try (Cursor reservations = new Cursor(
                    connection,
                    "SELECT " + ReservationRows.COLUMNS
                            + " FROM reservation r WHERE r.tenant = ? AND r.state = 0 ORDER BY r.expires_at",
                    tenant)) {
                while (reservations.next()) {
                    each.accept(ReservationRows.snapshot(reservations.row()));
                }
            }
        });
    }

    @Override
    public void read(String tenant, BookReader reader) {
        database.lookAtLength(connection -> new BookReading(connection, tenant, reader).read());
    }

    @Override
    public List<JournalEntry.AccountChanged> history(AccountId account, long afterSequence, int limit) {
        return database.look((connection, previous) -> {
            try (PreparedStatement statement = connection.prepareStatement(history)) {
                statement.setString(1, account.tenant());
                statement.setString(2, account.toString());
                statement.setLong(3, afterSequence);
                statement.setInt(4, limit);
                try (ResultSet row = statement.executeQuery()) {
                    List<JournalEntry.AccountChanged> changes = new ArrayList<>();
                    while (row.next()) {
                        changes.add(AccountRows.change(account.tenant(), row));
                    }
                    return changes;
                }
            }
        });
    }

    @Override
    public RepairOutcome repair(RepairCommand command) {
        Answer answer = database.call((connection, previous) ->
                repair(command, connection.prepareStatement(repair)).after(previous));
        afterCommit.run();
        return VerbOutcomes.repair(command, answer);
    }

    private static Answer repair(RepairCommand command, PreparedStatement prepared) throws SQLException {
        long[] sums = new long[4 * Resource.count()];
        Vectors.write(command.reservedFound(), sums, 0);
        Vectors.write(command.spentFound(), sums, Resource.count());
        Vectors.write(command.reserved(), sums, 2 * Resource.count());
        Vectors.write(command.spent(), sums, 3 * Resource.count());
        try (PreparedStatement statement = prepared) {
            Binder bind = new Binder(statement.getConnection(), statement);
            bind.text(command.account().tenant());
            bind.text(command.account().toString());
            bind.text(command.operationId().value());
            bind.bigint(command.sequence());
            bind.bigints(sums);
            bind.text(command.reason());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Answer.read(row);
            }
        }
    }

    @Override
    public int repairIndexes(String tenant) {
        return database.callAtLength((connection, previous) -> {
            try (PreparedStatement statement = connection.prepareStatement(repairIndexes)) {
                statement.setString(1, tenant);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }
}
