package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.postgres.internal.records.ReservationRows;
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
    private final String children;
    private final String due;
    private final String countOpen;

    ReservationQueries(Database database) {
        this.database = database;
        String schema = database.config().schema();
        String columns = "SELECT " + ReservationRows.COLUMNS + " FROM " + schema + ".reservation r";
        this.byId = columns + " WHERE r.tenant = ? AND r.id = ?";
        this.byStep = columns + " JOIN " + schema + ".step s ON s.tenant = r.tenant AND s.reservation = r.id"
                + " WHERE s.tenant = ? AND s.step = ?";
        this.children = columns + " JOIN (SELECT o.child, min(o.sequence) AS number FROM " + schema
                + ".operation o WHERE o.tenant = ? AND o.reservation = ? AND o.verb = 3 GROUP BY o.child) c"
                + " ON r.id = c.child WHERE r.tenant = ? AND r.parent = ? ORDER BY c.number";
        this.due = "SELECT tenant, id, expires_at FROM " + schema
                + ".reservation WHERE state = 0 AND expires_at <= (SELECT "
                + schema + ".now_millis()) AND expires_at >= ? AND (expires_at, tenant, id) > (?, ?, ?)"
                + " ORDER BY expires_at, tenant, id LIMIT ?";
        this.countOpen = "SELECT count(*) FROM " + schema + ".reservation WHERE state = 0";
    }

    Optional<ReservationSnapshot> find(ReservationRef reference) {
        return database.query((connection, previous) -> Query.list(
                        connection,
                        reference instanceof StepId ? byStep : byId,
                        bind -> {
                            bind.text(reference.tenant());
                            bind.text(reference.value());
                        },
                        ReservationRows::snapshot)
                .stream()
                .findFirst());
    }

    List<ReservationSnapshot> children(ReservationId parent) {
        return database.query((connection, previous) -> Query.list(
                connection,
                children,
                bind -> {
                    bind.text(parent.tenant());
                    bind.text(parent.value());
                    bind.text(parent.tenant());
                    bind.text(parent.value());
                },
                ReservationRows::snapshot));
    }

    /**
     * The reservations that are due, the longest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    List<Due> due(@Nullable Due after, int limit) {
        long since = after == null ? Long.MIN_VALUE : after.expiresAtMillis();
        return database.query((connection, previous) -> Query.list(
                connection,
                due,
                bind -> {
                    bind.bigint(since);
                    bind.bigint(since);
                    bind.text(after == null ? "" : after.id().tenant());
                    bind.text(after == null ? "" : after.id().value());
                    bind.integer(limit);
                },
                row -> new Due(new ReservationId(row.getString(1), row.getString(2)), row.getLong(3))));
    }

    long countOpen() {
        return database.query(
                (connection, previous) -> Query.one(connection, countOpen, bind -> {}, row -> row.getLong(1)));
    }
}
