package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A schema of its own on a real server, with statements to look at it and to disturb it. */
public final class TestDatabase {

    private static final String TABLES =
            "account, frozen_tenant, reservation, step, operation, account_operation, forgotten," + " outbox";

    /**
     * How many accounts whose books are not what their reservations say: what is reserved is what open ones hold, what is
     * spent is what closed ones were charged.
     */
    public static final String UNBALANCED = """
            SELECT count(*) FROM account a
            WHERE a.reserved[1] <> (SELECT coalesce(sum(r.held[1]), 0) FROM reservation r
                    WHERE r.tenant = a.tenant AND a.account = ANY (r.path) AND r.state = 0)
                OR a.spent[1] <> (SELECT coalesce(sum(r.charged[1]), 0) FROM reservation r
                    WHERE r.tenant = a.tenant AND a.account = ANY (r.path) AND r.state > 0)
            """;

    private final PostgresServer server;
    private final PostgresConfig config;

    private TestDatabase(PostgresServer server, PostgresConfig config) {
        this.server = server;
        this.config = config;
    }

    /** A new schema on the server all tests share. */
    public static TestDatabase shared() {
        return on(PostgresServer.shared());
    }

    /**
     * A new schema.
     *
     * @param before statements to run first, each by itself
     */
    public static TestDatabase on(PostgresServer server, String... before) {
        PostgresConfig config = PostgresConfig.of(server.jdbcUrl())
                .withUser(server.user(), server.password())
                .withSchema(server.uniqueSchema());
        TestDatabase database = new TestDatabase(server, config);
        for (String sql : before) {
            database.run(sql);
        }
        PostgresStores.applySchema(config);
        return database;
    }

    /** The same schema on a server that has it already. */
    static TestDatabase existing(PostgresServer server, PostgresConfig config) {
        return new TestDatabase(server, config);
    }

    public PostgresConfig config() {
        return config;
    }

    /** The same with time for a machine that is busy with other tests: for those that prove nothing about what is told in time. */
    PostgresConfig patientConfig() {
        return config.withConnectTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30))
                .withStatementTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(40))
                .withCallTimeout(Duration.ofMinutes(1));
    }

    /** Runs statements in the schema. */
    public void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Runs a statement that the server refuses. */
    void fails(String sql) {
        assertThatThrownBy(() -> {
                    try (Connection connection = connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                })
                .isInstanceOf(SQLException.class);
    }

    /** The first column of the first row. */
    public long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** A connection whose search path is the schema. */
    Connection connect() throws SQLException {
        Connection connection = server.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + config.schema());
        }
        return connection;
    }

    /** Puts the store's clock into the hands of the tests: from now on it stands still unless it is set. */
    void stopClock(long millis) {
        run("CREATE TABLE test_clock (millis bigint); INSERT INTO test_clock VALUES (" + millis + ");"
                + " CREATE OR REPLACE FUNCTION now_millis() RETURNS bigint LANGUAGE sql VOLATILE RETURN"
                + " (SELECT millis FROM test_clock)");
    }

    void setClock(Connection connection, long millis) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE test_clock SET millis = ?")) {
            statement.setLong(1, millis);
            statement.executeUpdate();
        }
    }

    /** Forgets everything. */
    void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + TABLES);
        }
    }
}
