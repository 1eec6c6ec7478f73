package io.stipend.testkit.servers.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.network.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(PostgresOptions.durable().with("deadlock_timeout", "123ms"));
    }

    @AfterAll
    static void close() throws IOException {
        Path workFolder = server.log().getParent();
        server.close();
        server.close();
        assertThat(workFolder).doesNotExist();
        assertThatThrownBy(server::restart).hasMessageContaining("has been closed");
    }

    @Test
    void aCrashLosesNothingThatWasCommittedAndAllThatWasNot() throws SQLException {
        int port = server.port();
        try (Connection connection = server.connect()) {
            execute(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
            execute(connection, "INSERT INTO kept VALUES (42)");
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO kept VALUES (43)");
            List<ProcessHandle> processes = ProcessHandle.of(server.pid()).stream()
                    .flatMap(postmaster -> postmaster.descendants())
                    .toList();
            assertThat(processes).isNotEmpty();

            server.kill9();

            assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(processes).noneMatch(ServerProcess::runs);
        }
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
        server.kill9();

        server.restart();

        assertThat(server.port()).isEqualTo(port);
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SELECT string_agg(id::text, ',') FROM kept"))
                    .isEqualTo("42");
        }
        assertThat(server.log()).content().contains("automatic recovery in progress");
    }

    @Test
    void aCleanStopNeedsNoRecovery() throws SQLException, IOException {
        long logged = Files.size(server.log());
        server.stop();
        server.stop();
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
        assertThatThrownBy(server::pause).hasMessageContaining("does not run");
        server.resume();
        server.restart();
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Files.readString(server.log()).substring((int) logged))
                .contains("database system is shut down")
                .doesNotContain("recovery");
    }

    @Test
    void aFrozenServerAnswersNothingUntilItWakes() throws SQLException {
        try (Connection before = server.connect()) {
            server.pause();
            before.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> execute(before, "SELECT 1")).hasRootCauseMessage("Read timed out");
            server.resume();
        }
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aFrozenServerCanBeStopped() throws SQLException {
        server.pause();
        server.restart();
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void settingsArriveAndDurabilityIsReal() throws SQLException {
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SHOW deadlock_timeout")).isEqualTo("123ms");
            assertThat(query(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(query(connection, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(connection, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void authenticationIsReal() throws SQLException {
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "wrong"))
                .hasMessageContaining("password authentication failed");
        try (Connection connection = server.connect()) {
            assertThat(query(connection, "SELECT rolpassword FROM pg_authid WHERE rolname = current_user"))
                    .startsWith("SCRAM-SHA-256$");
        }
    }

    /** What the tests of a store will do at every position: here at the two that matter most. */
    @Test
    void aProxyInFrontTellsARequestThatNeverCameFromAReplyThatWasLost() throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
                Connection direct = server.connect()) {
            execute(direct, "CREATE TABLE effects (id int PRIMARY KEY)");
            try (Connection connection = connectThrough(proxy)) {
                proxy.cutBeforeRequest();
                assertThatThrownBy(() -> execute(connection, "INSERT INTO effects VALUES (1)"))
                        .isInstanceOf(SQLException.class);
            }
            try (Connection connection = connectThrough(proxy)) {
                proxy.cutBeforeReply();
                assertThatThrownBy(() -> execute(connection, "INSERT INTO effects VALUES (2)"))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(query(direct, "SELECT string_agg(id::text, ',') FROM effects"))
                    .isEqualTo("2");
        }
    }

    private static Connection connectThrough(FaultProxy proxy) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(proxy), server.user(), server.password());
    }

    @Test
    void aSmallDiskFillsUpAndCanBeEmptied() throws SQLException {
        try (EmbeddedPostgres small =
                        PostgresServer.start(PostgresOptions.fast().withSmallDisk(8 << 20));
                Connection connection = small.connect()) {
            String disk = small.smallDisk().toString();
            execute(connection, "CREATE TABLESPACE small LOCATION '" + disk + "'");
            execute(connection, "CREATE TABLE filler TABLESPACE small AS SELECT 1 AS x");

            assertThatThrownBy(() -> execute(connection, "INSERT INTO filler SELECT generate_series(1, 1000000)"))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo("53100");

            execute(connection, "TRUNCATE filler");
            execute(connection, "INSERT INTO filler SELECT generate_series(1, 1000)");
            assertThat(small.smallDisk()).as("seen by the server alone").isEmptyDirectory();
        }
        assertThatThrownBy(server::smallDisk).hasMessageContaining("without a small disk");
    }

    @Test
    void aStandbyFollowsUntilItIsPromoted() throws SQLException {
        try (EmbeddedPostgres primary = PostgresServer.start(PostgresOptions.fast());
                EmbeddedPostgres standby = primary.startStandby();
                Connection connection = primary.connect();
                Connection follower = standby.connect()) {
            execute(connection, "CREATE TABLE written AS SELECT 42 AS id");
            Await.until(
                    "the standby to follow",
                    Duration.ofSeconds(30),
                    () -> "t".equals(ask(follower, "SELECT to_regclass('written') IS NOT NULL")));
            assertThatThrownBy(() -> execute(follower, "INSERT INTO written VALUES (43)"))
                    .hasMessageContaining("read-only");

            primary.kill9();
            assertThat(query(follower, "SELECT pg_promote()")).isEqualTo("t");

            execute(follower, "INSERT INTO written VALUES (43)");
            assertThat(query(follower, "SELECT count(*) FROM written")).isEqualTo("2");
        }
    }

    private static String ask(Connection connection, String sql) {
        try {
            return query(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
