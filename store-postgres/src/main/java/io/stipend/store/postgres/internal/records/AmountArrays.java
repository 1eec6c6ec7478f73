package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** Amounts as the database has them: six numbers in the order of the resources. */
public final class AmountArrays {

    private AmountArrays() {}

    public static long[] of(ResourceVector vector) {
        return new long[] {
            vector.credits(), vector.tokens(), vector.apiCalls(), vector.computeTime(), vector.memory(), vector.slots()
        };
    }

    public static long[] of(Limits limits) {
        return Stream.of(Resource.values()).mapToLong(limits::get).toArray();
    }

    public static ResourceVector read(ResultSet row, int column) throws SQLException {
        Long[] amounts = longs(row, column);
        return amounts.length == 0
                ? ResourceVector.ZERO
                : ResourceVector.of(amounts[0], amounts[1], amounts[2], amounts[3], amounts[4], amounts[5]);
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
