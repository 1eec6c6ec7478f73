package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.ReservationStatus;
import io.stipend.core.ReserveResult;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The benchmarks on PostgreSQL do what their names say, and leave nothing behind. */
class PostgresBenchmarksTest {

    private static final int TIMES = 20;

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.jdbcUrl()
            + (server.jdbcUrl().contains("?") ? "&" : "?")
            + "user="
            + URLEncoder.encode(server.user(), StandardCharsets.UTF_8)
            + "&password="
            + URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
    private final Caller caller = new Caller();

    private PostgresStipend stipend() {
        PostgresStipend benchmark = new PostgresStipend();
        benchmark.url = url;
        benchmark.accounts = 3;
        benchmark.connections = 1;
        benchmark.open();
        caller.startAt(3, 1);
        return benchmark;
    }

    @Test
    void reservesAndCyclesAreDone() {
        PostgresStipend benchmark = stipend();
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(benchmark.reserve(caller)).matches(ReserveResult::isApproved);
                var report = benchmark.cycle(caller);
                assertThat(report.status()).isEqualTo(ReservationStatus.COMPLETED);
                assertThat(report.charged().credits()).isEqualTo(1_500);
                assertThat(report.charged().tokens()).isEqualTo(1_100);
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void whatOneWouldWriteByHandKeepsItsBooks() throws SQLException {
        PostgresPlain benchmark = new PostgresPlain();
        benchmark.url = url;
        benchmark.accounts = 3;
        benchmark.connections = 2;
        benchmark.open();
        caller.startAt(3, 1);
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(benchmark.insert(caller)).isOne();
                assertThat(benchmark.reserve(caller)).isOne();
                assertThat(benchmark.cycle(caller)).isEqualTo(2);
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void bucketsHaveTokens() {
        PostgresBucket4j benchmark = new PostgresBucket4j();
        benchmark.url = url;
        benchmark.accounts = 3;
        benchmark.connections = 2;
        benchmark.open();
        caller.startAt(3, 1);
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(benchmark.tryConsume(caller)).isTrue();
            }
        } finally {
            benchmark.close();
        }
    }

    @Test
    void nothingIsLeftBehind() throws SQLException {
        PostgresSchema schema = PostgresSchema.empty(url);
        schema.applyStipend();
        assertThat(exists(schema.config().schema())).isTrue();

        schema.close();

        assertThat(exists(schema.config().schema())).isFalse();
    }

    private boolean exists(String schema) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema + "'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
