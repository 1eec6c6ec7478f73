package io.stipend.store.postgres.internal.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.stipend.store.postgres.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Connections that are used again and again; those that were not for a while are closed. Thread safe. */
public final class ConnectionPool implements ConnectionSource, AutoCloseable {

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final HikariDataSource source;

    /**
     * Opens no connection yet.
     *
     * @param limit how many connections at most
     * @param idle how many stay open though nobody uses them
     */
    ConnectionPool(PostgresConfig config, String name, int limit, int idle) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("stipend-postgres-" + name);
        hikari.setDataSource(Sessions.dataSource(config));
        hikari.setConnectionInitSql(Sessions.settings(config));
        hikari.setMaximumPoolSize(limit);
        hikari.setMinimumIdle(idle);
        if (idle < limit) {
            hikari.setIdleTimeout(IDLE.toMillis());
        }
        hikari.setConnectionTimeout(config.poolTimeout().toMillis());
        hikari.setValidationTimeout(Math.max(250, config.poolTimeout().toMillis() / 2));
        // A server that is away is the first statement's affair, which says so in our own words.
        hikari.setInitializationFailTimeout(-1);
        this.source = new HikariDataSource(hikari);
    }

    @Override
    public Connection connection() throws SQLException {
        return source.getConnection();
    }

    @Override
    public void broke(Connection connection) {
        source.evictConnection(connection);
    }

    /** Those that are open are closed as soon as nobody uses them. */
    void renew() {
        source.getHikariPoolMXBean().softEvictConnections();
    }

    /** Connections that are at work. */
    int active() {
        return source.getHikariPoolMXBean().getActiveConnections();
    }

    /** Connections that wait for work. */
    int idle() {
        return source.getHikariPoolMXBean().getIdleConnections();
    }

    /** Threads that wait for a connection. */
    int pending() {
        return source.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    /** How many connections there may be. */
    int limit() {
        return source.getMaximumPoolSize();
    }

    @Override
    public void close() {
        source.close();
    }
}
