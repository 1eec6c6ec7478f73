package io.stipend.store.postgres.internal.records;

import io.stipend.store.support.PeriodCalendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds values to the parameters of a statement, one after the other. */
public final class Binder {

    private final Connection connection;
    private final PreparedStatement statement;
    private int parameter;

    public Binder(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public void text(@Nullable String value) throws SQLException {
        statement.setString(++parameter, value);
    }

    public void bigint(long value) throws SQLException {
        statement.setLong(++parameter, value);
    }

    public void integer(int value) throws SQLException {
        statement.setInt(++parameter, value);
    }

    public void smallint(int value) throws SQLException {
        statement.setShort(++parameter, (short) value);
    }

    public void bool(boolean value) throws SQLException {
        statement.setBoolean(++parameter, value);
    }

    public void texts(@Nullable String @Nullable [] values) throws SQLException {
        statement.setArray(++parameter, values == null ? null : connection.createArrayOf("text", values));
    }

    public void bigints(long[] values) throws SQLException {
        array(values);
    }

    public void integers(int[] values) throws SQLException {
        array(values);
    }

    public void smallints(short[] values) throws SQLException {
        array(values);
    }

    public void booleans(boolean[] values) throws SQLException {
        array(values);
    }

    public void calendar(List<PeriodCalendar.Span> spans) throws SQLException {
        short[] units = new short[spans.size()];
        String[] zones = new String[spans.size()];
        long[] starts = new long[spans.size()];
        long[] ends = new long[spans.size()];
        for (int i = 0; i < spans.size(); i++) {
            PeriodCalendar.Span span = spans.get(i);
            units[i] = (short) span.unit().ordinal();
            zones[i] = span.zone();
            starts[i] = span.startMillis();
            ends[i] = span.endMillis();
        }
        smallints(units);
        texts(zones);
        bigints(starts);
        bigints(ends);
    }

    /** An array of primitive values, which the driver takes as it is. */
    private void array(Object values) throws SQLException {
        statement.setObject(++parameter, values);
    }
}
