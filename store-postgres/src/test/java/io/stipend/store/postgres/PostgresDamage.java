package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.OnExpiry;
import io.stipend.testkit.harness.DamagePlanter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Damages rows, as whoever owns them can. */
public final class PostgresDamage implements DamagePlanter {

    private static final String OF_ACCOUNT = " WHERE tenant = ? AND account = ?";
    private static final String OF_RESERVATION = " WHERE tenant = ? AND id = ?";

    private final TestDatabase database;

    PostgresDamage(TestDatabase database) {
        this.database = database;
    }

    /** Changes one row. */
    private void change(String sql, @Nullable Object... parameters) {
        try (Connection connection = database.connect()) {
            change(connection, sql, parameters);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static void change(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            assertThat(statement.executeUpdate()).as(sql).isEqualTo(1);
        }
    }

    private void add(String column, AccountId account, long units) {
        change(
                "UPDATE account SET " + column + "[1] = " + column + "[1] + ?" + OF_ACCOUNT,
                units,
                account.tenant(),
                account.toString());
    }

    private void add(String column, ReservationId reservation, long units) {
        change(
                "UPDATE reservation SET " + column + "[1] = " + column + "[1] + ?" + OF_RESERVATION,
                units,
                reservation.tenant(),
                reservation.value());
    }

    @Override
    public void addToReserved(AccountId account, long units) {
        add("reserved", account, units);
    }

    @Override
    public void addToSpent(AccountId account, long units) {
        add("spent", account, units);
    }

    @Override
    public void addToGrants(AccountId account, long units) {
        add("grants", account, units);
    }

    @Override
    public void addToLimit(AccountId account, long units) {
        add("limits", account, units);
    }

    @Override
    public void addToSequence(AccountId account, long by) {
        change("UPDATE account SET sequence = sequence + ?" + OF_ACCOUNT, by, account.tenant(), account.toString());
    }

    @Override
    public void freeze(AccountId account, @Nullable String reason) {
        change("UPDATE account SET frozen = ?::text" + OF_ACCOUNT, reason, account.tenant(), account.toString());
    }

    @Override
    public void delete(AccountId account) {
        change("DELETE FROM account" + OF_ACCOUNT, account.tenant(), account.toString());
    }

    @Override
    public void delete(ReservationId reservation) {
        change("DELETE FROM reservation" + OF_RESERVATION, reservation.tenant(), reservation.value());
    }

    @Override
    public void delete(ReservationId reservation, String operation) {
        change(
                "DELETE FROM operation WHERE tenant = ? AND reservation = ? AND operation = ?",
                reservation.tenant(),
                reservation.value(),
                operation);
    }

    @Override
    public void deleteWaiting(String tenant, String stream, long sequence) {
        change(
                "DELETE FROM outbox WHERE tenant = ? AND (entry).stream = ? AND (entry).sequence = ?",
                tenant,
                stream,
                sequence);
    }

    @Override
    public void repeatWaiting(String tenant, String stream, long sequence) {
        change(
                "INSERT INTO outbox (tenant, entry) SELECT tenant, entry FROM outbox"
                        + " WHERE tenant = ? AND (entry).stream = ? AND (entry).sequence = ?",
                tenant,
                stream,
                sequence);
    }

    @Override
    public void addToUsed(ReservationId reservation, long units) {
        add("used", reservation, units);
    }

    @Override
    public void addToHeld(ReservationId reservation, long units) {
        add("held", reservation, units);
    }

    @Override
    public void addToCharged(ReservationId reservation, long units) {
        add("charged", reservation, units);
    }

    @Override
    public void addToSequence(ReservationId reservation, long by) {
        change(
                "UPDATE reservation SET sequence = sequence + ?" + OF_RESERVATION,
                by,
                reservation.tenant(),
                reservation.value());
    }

    @Override
    public void closeWithoutReturning(ReservationId reservation) {
        change(
                "UPDATE reservation SET state = 2, sequence = sequence + 1, closed_at = now_millis(),"
                        + " closing_operation = 'release', report = '{0,0,0,0,0,0}', reported = 0, overrun_policy = 0,"
                        + " charged = '{0,0,0,0,0,0}', booked_before = '{0,0,0,0,0,0}'"
                        + OF_RESERVATION + " AND state = 0",
                reservation.tenant(),
                reservation.value());
    }

    private void set(String column, ReservationId reservation, Object value) {
        change(
                "UPDATE reservation SET " + column + " = ?" + OF_RESERVATION,
                value,
                reservation.tenant(),
                reservation.value());
    }

    @Override
    public void endLeaseAt(ReservationId reservation, long atMillis) {
        set("expires_at", reservation, atMillis);
    }

    @Override
    public void endPeriodAt(AccountId account, long atMillis) {
        change("UPDATE account SET period_end = ?" + OF_ACCOUNT, atMillis, account.tenant(), account.toString());
    }

    @Override
    public void addToOverride(AccountId account, long units) {
        add("overrides", account, units);
    }

    @Override
    public void addToWaitingCharge(String tenant, String stream, long sequence, long units) {
        change(
                "UPDATE outbox SET entry.charged = array_prepend((entry).charged[1] + ?, (entry).charged[2:6])"
                        + " WHERE tenant = ? AND (entry).stream = ? AND (entry).sequence = ?",
                units,
                tenant,
                stream,
                sequence);
    }

    @Override
    public void openAt(ReservationId reservation, long atMillis) {
        set("opened_at", reservation, atMillis);
    }

    @Override
    public void closeAs(ReservationId reservation, CloseKind kind) {
        set("state", reservation, kind.ordinal() + 1);
    }

    @Override
    public void closeWith(ReservationId reservation, OverrunPolicy policy) {
        set("overrun_policy", reservation, policy.ordinal());
    }

    @Override
    public void expireWith(ReservationId reservation, OnExpiry onExpiry) {
        set("on_expiry", reservation, onExpiry.ordinal());
    }

    @Override
    public void closeBy(ReservationId reservation, String operation) {
        set("closing_operation", reservation, operation);
    }

    @Override
    public void addToAnswer(ReservationId reservation, String operation, long units) {
        addToOperation("used", reservation, operation, units);
    }

    @Override
    public void addToMoved(ReservationId reservation, String operation, long units) {
        addToOperation("report", reservation, operation, units);
    }

    @Override
    public void addToWanted(ReservationId reservation, String operation, long units) {
        addToOperation("asked", reservation, operation, units);
    }

    @Override
    public void addToLeast(ReservationId reservation, String operation, long units) {
        addToOperation("at_least", reservation, operation, units);
    }

    private void addToOperation(String column, ReservationId reservation, String operation, long units) {
        change(
                "UPDATE operation SET " + column + "[1] = " + column + "[1] + ?"
                        + " WHERE tenant = ? AND reservation = ? AND operation = ?",
                units,
                reservation.tenant(),
                reservation.value(),
                operation);
    }

    @Override
    public void setParent(ReservationId child, String parent) {
        change(
                "UPDATE reservation SET parent = ?, parent_opened_at = opened_at" + OF_RESERVATION,
                parent,
                child.tenant(),
                child.value());
    }

    @Override
    public void addToGiven(ReservationId parent, long units) {
        change(
                "UPDATE operation SET report[1] = report[1] - ? WHERE tenant = ? AND reservation = ? AND verb = 3"
                        + " AND sequence = 2",
                units,
                parent.tenant(),
                parent.value());
    }

    @Override
    public void swapNumbers(ReservationId reservation, String one, String other) {
        try (Connection connection = database.connect();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE operation o SET sequence = x.sequence FROM operation x"
                                + " WHERE o.tenant = ? AND o.reservation = ? AND o.operation IN (?, ?)"
                                + " AND x.tenant = o.tenant AND x.reservation = o.reservation AND x.operation IN (?, ?)"
                                + " AND x.operation <> o.operation")) {
            int parameter = 1;
            for (String text : new String[] {reservation.tenant(), reservation.value(), one, other, one, other}) {
                statement.setString(parameter++, text);
            }
            assertThat(statement.executeUpdate()).isEqualTo(2);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void zeroPeak(ReservationId reservation) {
        set("peak", reservation, 0.0);
    }

    @Override
    public void bind(StepId step, ReservationId other) {
        change(
                "UPDATE step SET reservation = ? WHERE tenant = ? AND step = ?",
                other.value(),
                step.tenant(),
                step.value());
    }

    /** A new version of the row, at another place, that the index is not told of. */
    @Override
    public void dropFromIndex(ReservationId reservation) {
        try (Connection connection = database.connect()) {
            listen(connection, false);
            change(
                    connection,
                    "UPDATE reservation SET closed_at = 1" + OF_RESERVATION + " AND state = 0",
                    reservation.tenant(),
                    reservation.value());
            change(
                    connection,
                    "UPDATE reservation SET closed_at = NULL" + OF_RESERVATION,
                    reservation.tenant(),
                    reservation.value());
            listen(connection, true);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void listen(Connection connection, boolean hears) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE pg_index SET indisready = " + hears
                            + " WHERE indexrelid = 'reservation_due'::regclass"))
                    .isEqualTo(1);
        }
    }
}
