package io.stipend.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The hand-written alternative: each call is one statement and one commit, on a pooled connection. It has two limited
 * resources, but no replay protection, no leases, no periods, no paths of several accounts, and no checks of what is
 * stored.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class PostgresPlain {

    private static final String TABLES = """
            CREATE TABLE note (id bigint PRIMARY KEY, body text);
            CREATE TABLE account (
                id bigint PRIMARY KEY, credits bigint NOT NULL, tokens bigint NOT NULL,
                credits_reserved bigint NOT NULL DEFAULT 0, tokens_reserved bigint NOT NULL DEFAULT 0,
                credits_spent bigint NOT NULL DEFAULT 0, tokens_spent bigint NOT NULL DEFAULT 0
            ) WITH (fillfactor = 50);
            CREATE TABLE reservation (
                id bigint PRIMARY KEY, account bigint NOT NULL, credits bigint NOT NULL, tokens bigint NOT NULL,
                open boolean NOT NULL DEFAULT true);
            CREATE TABLE outbox (
                number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reservation bigint NOT NULL, kind text NOT NULL,
                credits bigint NOT NULL, tokens bigint NOT NULL);
            """;

    private static final String RESERVE = """
            WITH held AS (
                UPDATE account SET credits_reserved = credits_reserved + 2000, tokens_reserved = tokens_reserved + 1500
                WHERE id = ? AND credits - credits_spent - credits_reserved >= 2000
                    AND tokens - tokens_spent - tokens_reserved >= 1500
                RETURNING id
            ), opened AS (
                INSERT INTO reservation (id, account, credits, tokens) SELECT ?, held.id, 2000, 1500 FROM held
                RETURNING id, credits, tokens
            )
            INSERT INTO outbox (reservation, kind, credits, tokens) SELECT id, 'reserved', credits, tokens FROM opened
            """;

    private static final String SETTLE = """
            WITH closed AS (
                UPDATE reservation SET open = false WHERE id = ? AND open RETURNING id, account, credits, tokens
            ), spent AS (
                UPDATE account a
                SET credits_reserved = a.credits_reserved - closed.credits, credits_spent = a.credits_spent + 1500,
                    tokens_reserved = a.tokens_reserved - closed.tokens, tokens_spent = a.tokens_spent + 1100
                FROM closed WHERE a.id = closed.account
            )
            INSERT INTO outbox (reservation, kind, credits, tokens) SELECT id, 'completed', 1500, 1100 FROM closed
            """;

    /** The server's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("16")
    public int connections;

    private PostgresSchema schema;
    private HikariDataSource pool;

    @Setup
    public void open() {
        schema = PostgresSchema.empty(url);
        pool = schema.pool(connections);
        schema.run(TABLES);
        schema.run("INSERT INTO account SELECT i, 1::bigint << 52, 1::bigint << 52 FROM generate_series(0, " + accounts
                + " - 1) i");
    }

    @TearDown
    public void close() {
        pool.close();
        schema.close();
    }

    /** The least that a durable change can cost: one row, one commit. */
    @Benchmark
    public int insert(Caller caller) throws SQLException {
        return run(
                "INSERT INTO note VALUES (?, 'one row of about the size of a small journal entry')", caller.nextId());
    }

    @Benchmark
    public int reserve(Caller caller) throws SQLException {
        return run(RESERVE, caller.nextAccount(), caller.nextId());
    }

    @Benchmark
    public int cycle(Caller caller) throws SQLException {
        long id = caller.nextId();
        return run(RESERVE, caller.nextAccount(), id) + run(SETTLE, id);
    }

    private int run(String sql, long... parameters) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            int rows = statement.executeUpdate();
            if (rows != 1) {
                throw new IllegalStateException(rows + " rows where one was to be written");
            }
            return rows;
        }
    }
}
