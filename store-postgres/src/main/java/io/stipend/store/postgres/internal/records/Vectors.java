package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** Amounts as the database has them: six numbers in the order of the resources. */
public final class Vectors {

    private Vectors() {}

    public static long[] longs(ResourceVector vector) {
        long[] amounts = new long[Resource.count()];
        write(vector, amounts, 0);
        return amounts;
    }

    public static long[] longs(Limits limits) {
        long[] amounts = new long[Resource.count()];
        write(limits, amounts, 0);
        return amounts;
    }

    public static void write(ResourceVector vector, long[] into, int from) {
        into[from] = vector.credits();
        into[from + 1] = vector.tokens();
        into[from + 2] = vector.apiCalls();
        into[from + 3] = vector.computeTime();
        into[from + 4] = vector.memory();
        into[from + 5] = vector.slots();
    }

    public static void write(Limits limits, long[] into, int from) {
        for (int resource = 0; resource < Resource.count(); resource++) {
            into[from + resource] = limits.get(Resource.at(resource));
        }
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
