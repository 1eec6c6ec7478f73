package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Asks a PostgreSQL server whether it is there, by its own protocol. */
final class PostgresProbe {

    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String CLASS_CONNECTION_EXCEPTION = "08";

    private final String url;
    private final Properties properties = new Properties();

    PostgresProbe(PostgresServer server) {
        this.url = server.jdbcUrl();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "10");
    }

    /**
     * Says which artifact is missing, if the driver is.
     *
     * @throws ServerUnavailableException if it is missing
     */
    static void requireDriver() {
        try {
            DriverManager.getDriver("jdbc:postgresql://localhost/");
        } catch (SQLException e) {
            throw new ServerUnavailableException(
                    "no PostgreSQL driver on the class path; add org.postgresql:postgresql in test scope", e);
        }
    }

    /**
     * Whether the server answers a query. Blocks for seconds if it accepts and says nothing.
     *
     * @throws IllegalStateException if it answers with an error that waiting does not help against
     */
    boolean answers() {
        try {
            ask();
            return true;
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals(CANNOT_CONNECT_NOW) || state.startsWith(CLASS_CONNECTION_EXCEPTION)) {
                return false;
            }
            throw new IllegalStateException(url + " refuses a connection: " + e.getMessage(), e);
        }
    }

    /** Asks a query, and returns the server's version, such as {@code 18.6}. */
    String ask() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
