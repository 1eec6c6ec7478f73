package io.stipend.store.postgres.internal.records;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of a statement, of which only some are in this process at a time. Needs a transaction. */
public final class StreamedRows implements AutoCloseable {

    private static final int ROWS_AT_A_TIME = 1_000;

    private final PreparedStatement statement;
    private final ResultSet row;

    /** @param tenant the statement's one parameter */
    public StreamedRows(Connection connection, String sql, String tenant) throws SQLException {
        this(prepared(connection, sql, tenant));
    }

    public StreamedRows(PreparedStatement statement) throws SQLException {
        this.statement = statement;
        try {
            statement.setFetchSize(ROWS_AT_A_TIME);
            this.row = statement.executeQuery();
        } catch (SQLException failure) {
            statement.close();
            throw failure;
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, String tenant) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, tenant);
        return statement;
    }

    /** Steps to the next row; false after the last. */
    public boolean next() throws SQLException {
        return row.next();
    }

    /** The current row. */
    public ResultSet row() {
        return row;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
