package io.stipend.store.postgres.internal.inspection;

import io.stipend.store.postgres.internal.records.StreamedRows;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows that belong to those of another cursor, by a key that is their first column. Both come in the order of the key, as the
 * database has it: by the bytes of its UTF-8. Those that belong to nobody are passed over.
 */
public final class MergeCursor {

    /** What is done with a row. */
    interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private final StreamedRows cursor;
    private @Nullable String key;

    MergeCursor(StreamedRows cursor) throws SQLException {
        this.cursor = cursor;
        step();
    }

    private void step() throws SQLException {
        key = cursor.next() ? Objects.requireNonNull(cursor.row().getString(1)) : null;
    }

    /** Visits the rows of a key, which is above those asked for before. */
    void of(String wanted, Each each) throws SQLException {
        while (key != null && !key.equals(wanted) && isBefore(key, wanted)) {
            step();
        }
        while (wanted.equals(key)) {
            each.row(cursor.row());
            step();
        }
    }

    private static boolean isBefore(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)) < 0;
    }
}
