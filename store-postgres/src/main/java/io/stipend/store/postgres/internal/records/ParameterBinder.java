package io.stipend.store.postgres.internal.records;

import io.stipend.store.support.PeriodCalendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Binds values to the parameters of a statement, one after the other. An array is one part of each of several rows. */
public final class ParameterBinder {

    private final Connection connection;
    private final PreparedStatement statement;
    private int parameter;

    ParameterBinder(Connection connection, PreparedStatement statement) {
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

    public void bytes(byte[] value) throws SQLException {
        statement.setBytes(++parameter, value);
    }

    public void bool(boolean value) throws SQLException {
        statement.setBoolean(++parameter, value);
    }

    public void texts(List<String> values) throws SQLException {
        texts(values, Function.identity());
    }

    /** Null in place of no texts. */
    public void textsOrNull(List<String> values) throws SQLException {
        if (values.isEmpty()) {
            statement.setArray(++parameter, null);
        } else {
            texts(values);
        }
    }

    public <T> void texts(Collection<T> rows, Function<? super T, ? extends @Nullable String> part)
            throws SQLException {
        @Nullable String[] values = new String[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = part.apply(row);
        }
        statement.setArray(++parameter, connection.createArrayOf("text", values));
    }

    public <T> void booleans(Collection<T> rows, Predicate<? super T> part) throws SQLException {
        boolean[] values = new boolean[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = part.test(row);
        }
        array(values);
    }

    public <T> void smallints(Collection<T> rows, ToIntFunction<? super T> part) throws SQLException {
        short[] values = new short[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = (short) part.applyAsInt(row);
        }
        array(values);
    }

    public <T> void bigints(Collection<T> rows, ToLongFunction<? super T> part) throws SQLException {
        long[] values = new long[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = part.applyAsLong(row);
        }
        array(values);
    }

    /** Amounts, of one row or of many in one array: see {@link AmountArrays}. */
    public void amounts(long[] values) throws SQLException {
        array(values);
    }

    /** Null in place of amounts that do not matter. */
    public void amountsOrNull(long @Nullable [] values) throws SQLException {
        if (values == null) {
            statement.setArray(++parameter, null);
        } else {
            array(values);
        }
    }

    public void integers(int[] values) throws SQLException {
        array(values);
    }

    public void calendar(List<PeriodCalendar.Span> spans) throws SQLException {
        integers(spans.stream().mapToInt(PeriodCalendar.Span::code).toArray());
        texts(spans, PeriodCalendar.Span::zone);
        bigints(spans, PeriodCalendar.Span::startMillis);
        bigints(spans, PeriodCalendar.Span::endMillis);
    }

    /** An array of primitive values, which the driver takes as it is. */
    private void array(Object values) throws SQLException {
        statement.setObject(++parameter, values);
    }
}
