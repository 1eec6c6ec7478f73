package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.network.FaultProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A PostgreSQL server for tests. Thread safe.
 *
 * <p>A test that does not disturb the server takes the one that all tests of the JVM share, and works in a schema of its
 * own:
 *
 * <pre>{@code
 * PostgresServer server = PostgresServer.shared();
 * String schema = server.uniqueSchema();
 * }</pre>
 *
 * <p>A test that does disturb it starts a server that is its own:
 *
 * <pre>{@code
 * try (EmbeddedPostgres server = PostgresServer.start(PostgresOptions.durable())) {
 *     server.kill9();
 *     server.restart();
 * }
 * }</pre>
 */
public sealed interface PostgresServer permits EmbeddedPostgres, RemotePostgres {

    /**
     * The server that all tests of this JVM share; the first call gets it, which may take seconds, and prints to the
     * standard error stream which way it was got. It ends with the JVM, unless the environment named it.
     *
     * <p>{@code TEST_POSTGRES_URL} is {@code jdbc:postgresql://host:port/database?user=...&password=...}; the user needs
     * the right to create schemas in that database.
     *
     * @throws ServerUnavailableException if no way to a server is open; every later call throws the same again
     */
    static PostgresServer shared() {
        return SharedPostgres.get();
    }

    /**
     * Starts a server of the caller's own from the binaries, whatever {@code TESTKIT_MODE} says, because no other kind
     * can be killed and frozen. Takes about two seconds; the first time on a machine a few more, to unpack the binaries.
     *
     * @throws ServerUnavailableException if there are no binaries, or they do not run here
     */
    static EmbeddedPostgres start(PostgresOptions options) {
        return EmbeddedPostgres.start(options);
    }

    /**
     * Where to connect to: {@code jdbc:postgresql://host:port/database}, followed by the parameters of a server that the
     * environment names, user and password among them.
     */
    String jdbcUrl();

    /** The user to connect as; it may create schemas. */
    String user();

    /** The user's password. */
    String password();

    /** The server's host. */
    String host();

    /** The server's port. */
    int port();

    /** Opens a connection. It is the caller's to close. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /** A schema's name that nobody else has; the schema is the caller's to create. */
    default String uniqueSchema() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Drops a schema and all that is in it, if it exists. Worth the while on a server that outlives the tests. */
    default void dropSchema(String schema) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + statement.enquoteIdentifier(schema, true) + " CASCADE");
        }
    }

    /** The URL to connect to through a proxy in front of this server, in the form of {@link #jdbcUrl()}. */
    default String jdbcUrl(FaultProxy proxy) {
        return jdbcUrl().replace("//" + host() + ":" + port(), "//" + proxy.host() + ":" + proxy.port());
    }
}
