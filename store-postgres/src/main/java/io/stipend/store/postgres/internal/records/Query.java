package io.stipend.store.postgres.internal.records;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs one statement: its parameters are bound in their order, and each of its rows is read. */
public final class Query {

    /** Binds the parameters. */
    public interface Parameters {
        void bind(ParameterBinder binder) throws SQLException;
    }

    /** Reads the current row. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Query() {}

    /** What all rows say. */
    public static <T> List<T> list(Connection connection, String sql, Parameters parameters, RowReader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(new ParameterBinder(connection, statement));
            try (ResultSet row = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (row.next()) {
                    found.add(reader.read(row));
                }
                return found;
            }
        }
    }

    /** What the one row says. */
    public static <T> T one(Connection connection, String sql, Parameters parameters, RowReader<T> reader)
            throws SQLException {
        List<T> found = list(connection, sql, parameters, reader);
        if (found.size() != 1) {
            throw new SQLException(found.size() + " rows, where there is always one");
        }
        return found.get(0);
    }
}
