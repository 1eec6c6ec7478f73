package io.stipend.store.postgres.internal.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the server takes changes: a standby answers too, and is of no use. */
public final class PrimaryCheck {

    private static final String READ_ONLY = "25006";

    private PrimaryCheck() {}

    public static boolean at(Connection connection, PreviousAttempt previous) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            if (row.getBoolean(1)) {
                throw new SQLException("the server is a standby", READ_ONLY);
            }
            return true;
        }
    }
}
