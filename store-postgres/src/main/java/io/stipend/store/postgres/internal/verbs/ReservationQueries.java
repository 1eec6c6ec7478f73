package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.ReservationRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at reservations. Thread safe. */
public final class ReservationQueries {

    /** A reservation that is due, and since when. */
    record Due(ReservationId id, long expiresAtMillis) {}

    private final Database database;
    private final String byId;
    private final String byStep;
    private final String due;
    private final String countOpen;

    ReservationQueries(Database database) {
        this.database = database;
        String schema = database.config().schema();
        String columns = "SELECT " + ReservationRows.COLUMNS + " FROM " + schema + ".reservation r";
        this.byId = columns + " WHERE r.tenant = ? AND r.id = ?";
        this.byStep = columns + " JOIN " + schema + ".step s ON s.tenant = r.tenant AND s.reservation = r.id"
                + " WHERE s.tenant = ? AND s.step = ?";
        this.due = "SELECT tenant, id, expires_at FROM " + schema
                + ".reservation WHERE state = 0 AND expires_at <= (SELECT "
                + schema + ".now_millis()) AND expires_at >= ? AND (expires_at, tenant, id) > (?, ?, ?)"
                + " ORDER BY expires_at, tenant, id LIMIT ?";
        this.countOpen = "SELECT count(*) FROM " + schema + ".reservation WHERE state = 0";
    }

    Optional<ReservationSnapshot> find(ReservationRef reference) {
        return database.look((connection, previous) -> {
            String sql = reference instanceof StepId ? byStep : byId;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, reference.tenant());
                statement.setString(2, reference.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(ReservationRows.snapshot(row)) : Optional.empty();
                }
            }
        });
    }

    /**
     * The reservations that are due, the longest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    List<Due> due(@Nullable Due after, int limit) {
        return database.look((connection, previous) -> {
            try (PreparedStatement statement = connection.prepareStatement(due)) {
                long since = after == null ? Long.MIN_VALUE : after.expiresAtMillis();
                statement.setLong(1, since);
                statement.setLong(2, since);
                statement.setString(3, after == null ? "" : after.id().tenant());
                statement.setString(4, after == null ? "" : after.id().value());
                statement.setInt(5, limit);
                try (ResultSet row = statement.executeQuery()) {
                    List<Due> page = new ArrayList<>();
                    while (row.next()) {
                        page.add(new Due(new ReservationId(row.getString(1), row.getString(2)), row.getLong(3)));
                    }
                    return page;
                }
            }
        });
    }

    long countOpen() {
        return database.look((connection, previous) -> {
            try (PreparedStatement statement = connection.prepareStatement(countOpen);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
