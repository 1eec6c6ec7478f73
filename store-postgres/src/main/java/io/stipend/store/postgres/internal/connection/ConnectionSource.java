package io.stipend.store.postgres.internal.connection;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. Thread safe. */
@FunctionalInterface
public interface ConnectionSource {

    /** A connection for whoever asks, who closes it. */
    Connection connection() throws SQLException;

    /** One of its connections broke; told before it is closed. */
    default void broke(Connection connection) {}
}
