package io.stipend.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Binds values to the parameters of a statement, one after the other. */
final class Binder {

    private final Connection connection;
    private final PreparedStatement statement;
    private int parameter;

    Binder(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    void text(String value) throws SQLException {
        statement.setString(++parameter, value);
    }

    void bigint(long value) throws SQLException {
        statement.setLong(++parameter, value);
    }

    void integer(int value) throws SQLException {
        statement.setInt(++parameter, value);
    }

    void smallint(int value) throws SQLException {
        statement.setShort(++parameter, (short) value);
    }

    void texts(String[] values) throws SQLException {
        array("text", values);
    }

    void bigints(Long[] values) throws SQLException {
        array("int8", values);
    }

    void integers(Integer[] values) throws SQLException {
        array("int4", values);
    }

    void smallints(Short[] values) throws SQLException {
        array("int2", values);
    }

    void booleans(Boolean[] values) throws SQLException {
        array("bool", values);
    }

    void calendar(List<PeriodCalendar.Span> spans) throws SQLException {
        smallints(spans.stream().map(span -> (short) span.unit().ordinal()).toArray(Short[]::new));
        texts(spans.stream().map(PeriodCalendar.Span::zone).toArray(String[]::new));
        bigints(spans.stream().map(PeriodCalendar.Span::startMillis).toArray(Long[]::new));
        bigints(spans.stream().map(PeriodCalendar.Span::endMillis).toArray(Long[]::new));
    }

    private void array(String type, Object[] values) throws SQLException {
        statement.setArray(++parameter, connection.createArrayOf(type, values));
    }
}
