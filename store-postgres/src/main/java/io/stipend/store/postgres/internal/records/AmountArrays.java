package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.store.support.SignedAmounts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/** Amounts as the database has them: six numbers in the order of the resources. */
public final class AmountArrays {

    // An array in the server's binary format.
    private static final int EMPTY_LENGTH = 12;
    private static final int HEADER_LENGTH = 20;
    private static final int ELEMENT_LENGTH = Integer.BYTES + Long.BYTES;
    private static final int LENGTH = HEADER_LENGTH + Resource.count() * ELEMENT_LENGTH;
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private AmountArrays() {}

    /** The amounts of each of several rows, one row after the other. */
    public static <T> long[] ofAll(Collection<T> rows, ToLongBiFunction<? super T, Resource> amount) {
        long[] amounts = new long[rows.size() * Resource.count()];
        int i = 0;
        for (T row : rows) {
            i = write(amounts, i, row, amount);
        }
        return amounts;
    }

    /** The amounts of one row. */
    public static <T> long[] of(T row, ToLongBiFunction<? super T, Resource> amount) {
        long[] amounts = new long[Resource.count()];
        write(amounts, 0, row, amount);
        return amounts;
    }

    private static <T> int write(long[] into, int from, T row, ToLongBiFunction<? super T, Resource> amount) {
        for (int resource = 0; resource < Resource.count(); resource++) {
            into[from + resource] = amount.applyAsLong(row, Resource.at(resource));
        }
        return from + Resource.count();
    }

    /**
     * What a column says; nothing where it is null. The driver's own arrays cost a lock, a buffer and six boxes each, which is
     * a fifth of all that a settle allocates, so the server's bytes are read as they are: a header, then the length and the
     * value of each element. While a statement is new to a connection the driver asks for text, which it reads itself.
     */
    public static ResourceVector read(ResultSet row, int column) throws SQLException {
        byte[] sent = row.getBytes(column);
        boolean isBinary = sent != null && sent[0] == 0;
        if (isBinary && sent.length == EMPTY_LENGTH) {
            return ResourceVector.ZERO;
        }
        if (isBinary && sent.length == LENGTH) {
            return ResourceVector.map(resource ->
                    (long) BIG_ENDIAN.get(sent, HEADER_LENGTH + resource.ordinal() * ELEMENT_LENGTH + Integer.BYTES));
        }
        Long[] amounts = longs(row, column);
        return amounts.length == 0
                ? ResourceVector.ZERO
                : ResourceVector.of(amounts[0], amounts[1], amounts[2], amounts[3], amounts[4], amounts[5]);
    }

    /** Six numbers, perhaps below zero. */
    public static SignedAmounts signed(ResultSet row, int column) throws SQLException {
        Long[] amounts = longs(row, column);
        return new SignedAmounts(resource -> amounts[resource.ordinal()]);
    }

    /** The amounts that are not null, of resources that may have none. */
    public static Map<Resource, Long> given(ResultSet row, int column) throws SQLException {
        Long[] amounts = longs(row, column);
        Map<Resource, Long> given = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (amounts[resource.ordinal()] != null) {
                given.put(resource, amounts[resource.ordinal()]);
            }
        }
        return given;
    }

    public static Limits limits(ResultSet row, int column) throws SQLException {
        Long[] amounts = longs(row, column);
        Map<Resource, Long> limited = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (amounts[resource.ordinal()] != Limits.UNLIMITED) {
                limited.put(resource, amounts[resource.ordinal()]);
            }
        }
        return Limits.of(limited);
    }

    /** The elements of an array, themselves perhaps null; none where there is no array. */
    public static Long[] longs(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? new Long[0] : (Long[]) array.getArray();
    }
}
