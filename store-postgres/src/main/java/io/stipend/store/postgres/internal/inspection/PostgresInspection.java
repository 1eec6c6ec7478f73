package io.stipend.store.postgres.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.AccountRows;
import io.stipend.store.postgres.internal.records.AmountArrays;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.postgres.internal.records.ParameterBinder;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.postgres.internal.records.ReservationRows;
import io.stipend.store.postgres.internal.records.StreamedRows;
import io.stipend.store.postgres.internal.schema.SqlFiles;
import io.stipend.store.support.VerbOutcomes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The books as they are stored. What takes its time has a connection of its own, so that it is in the way of nobody, and
 * nobody's timeouts cut it. Thread safe.
 */
public final class PostgresInspection implements BookInspection {

    private static final String USAGE = SqlFiles.text(PostgresInspection.class, "usage.sql");
    private static final String RESERVATION =
            "SELECT " + BookScan.RESERVATION_COLUMNS + " FROM reservation r WHERE r.tenant = ? AND r.id = ?";
    private static final String OPERATIONS = "SELECT " + ReservationRows.OPERATION_COLUMNS
            + " FROM operation WHERE tenant = ? AND reservation = ? AND sequence > ? ORDER BY sequence LIMIT ?";
    private static final String TENANTS = SqlFiles.text(PostgresInspection.class, "tenants.sql");

    /** The column of the first resource that was charged. */
    private static final int CHARGED = 4;

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
        this.repair = "SELECT " + CommandAnswer.COLUMNS + " FROM " + schema + ".repair(?, ?, ?, ?, ?, ?) a";
        this.repairIndexes = "SELECT " + schema + ".repair_indexes(?)";
    }

    @Override
    public void tenants(Consumer<? super String> each) {
        database.readSnapshot(connection -> {
            try (StreamedRows tenants = new StreamedRows(connection.prepareStatement(TENANTS))) {
                while (tenants.next()) {
                    each.accept(Objects.requireNonNull(tenants.row().getString(1)));
                }
            }
        });
    }

    /** By the index of those that are due, for a tenant may have many more that are closed. */
    @Override
    public void openReservations(String tenant, Consumer<? super ReservationSnapshot> each) {
        database.readSnapshot(connection -> {
            try (StreamedRows reservations = new StreamedRows(
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

    /** In one transaction, so that the operations are those of the reservation as it stands. */
    @Override
    public Optional<StoredReservation> find(ReservationId id, long afterSequence, int limit) {
        List<StoredReservation> found = new ArrayList<>(1);
        database.readSnapshot(connection -> {
            for (StoredReservation bare :
                    Query.list(connection, RESERVATION, bind -> bind(bind, id), BookScan::withoutOperations)) {
                List<JournalEntry.OfReservation> operations = Query.list(
                        connection,
                        OPERATIONS,
                        bind -> {
                            bind(bind, id);
                            bind.bigint(afterSequence);
                            bind.integer(limit);
                        },
                        row -> ReservationRows.operation(bare.snapshot().header(), row));
                found.add(new StoredReservation(bare.snapshot(), List.copyOf(operations), bare.expiredAtMillis()));
            }
        });
        return found.stream().findFirst();
    }

    private static void bind(ParameterBinder bind, ReservationId id) throws SQLException {
        bind.text(id.tenant());
        bind.text(id.value());
    }

    @Override
    public void read(String tenant, BookReader reader) {
        database.readSnapshot(connection -> new BookScan(connection, tenant, reader).read());
    }

    @Override
    public List<JournalEntry.AccountChanged> history(AccountId account, long afterSequence, int limit) {
        return database.query((connection, previous) -> Query.list(
                connection,
                history,
                bind -> {
                    bind.text(account.tenant());
                    bind.text(account.toString());
                    bind.bigint(afterSequence);
                    bind.integer(limit);
                },
                row -> AccountRows.change(account.tenant(), row)));
    }

    @Override
    public List<UsageSum> usage(UsageQuery query) {
        List<UsageSum> sums = new ArrayList<>();
        database.readSnapshot(connection -> sums.addAll(Query.list(
                connection,
                USAGE,
                bind -> {
                    bind.text(query.tenant());
                    bind.bigint(query.fromMillis());
                    bind.bigint(query.toMillis());
                    bind.bigint(query.stepMillis());
                    bind.integer(query.by().ordinal());
                    bind.text(query.account() == null ? "" : query.account().toString());
                    bind.integer(query.limit());
                },
                PostgresInspection::sum)));
        return sums;
    }

    private static UsageSum sum(ResultSet row) throws SQLException {
        long[] charged = new long[Resource.count()];
        for (int r = 0; r < charged.length; r++) {
            charged[r] = row.getLong(CHARGED + r);
        }
        return new UsageSum(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                ResourceVector.map(resource -> charged[resource.ordinal()]));
    }

    @Override
    public RepairOutcome repair(RepairCommand command) {
        CommandAnswer answer = database.run((connection, previous) -> Query.one(
                        connection,
                        repair,
                        bind -> {
                            bind.text(command.account().tenant());
                            bind.text(command.account().toString());
                            bind.text(command.operationId().value());
                            bind.bigint(command.sequence());
                            bind.amounts(AmountArrays.ofAll(
                                    List.of(
                                            command.reservedFound(),
                                            command.spentFound(),
                                            command.reserved(),
                                            command.spent()),
                                    ResourceVector::get));
                            bind.text(command.reason());
                        },
                        CommandAnswer::read)
                .after(previous));
        afterCommit.run();
        return VerbOutcomes.repair(command, answer);
    }

    @Override
    public int repairIndexes(String tenant) {
        return database.runAtLength((connection, previous) ->
                Query.one(connection, repairIndexes, bind -> bind.text(tenant), row -> row.getInt(1)));
    }
}
