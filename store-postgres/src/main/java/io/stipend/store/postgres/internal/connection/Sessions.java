package io.stipend.store.postgres.internal.connection;

import io.stipend.store.postgres.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** How sessions with the database are made, and what they are told first. */
public final class Sessions {

    private Sessions() {}

    /** Connections with the addresses, user and timeouts of a configuration. */
    public static PGSimpleDataSource dataSource(PostgresConfig config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(config.url());
        if (config.user() != null) {
            source.setUser(config.user());
        }
        if (config.password() != null) {
            source.setPassword(config.password());
        }
        source.setApplicationName("stipend");
        source.setConnectTimeout(seconds(config.connectTimeout()));
        source.setLoginTimeout(seconds(config.connectTimeout()));
        source.setSocketTimeout(seconds(config.socketTimeout()));
        source.setTcpKeepAlive(true);
        // Every statement of ours is used again and again.
        source.setPrepareThreshold(1);
        return source;
    }

    /**
     * What every session is told first. There is an index for each of its statements, and a plan made while a table was
     * empty is kept for as long as the session lives: it must be the one for a large table, to look up each key in the index.
     */
    public static String settings(PostgresConfig config) {
        String settings = "SET lock_timeout = " + config.lockTimeout().toMillis() + "; SET statement_timeout = "
                + config.statementTimeout().toMillis() + "; SET search_path = " + config.schema()
                + "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off"
                + "; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";
        return config.synchronousCommit() == null
                ? settings
                : settings + "; SET synchronous_commit = " + config.synchronousCommit();
    }

    static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }

    /** A connection outside the pools that is told something first. */
    public static Connection open(PGSimpleDataSource source, String settings) throws SQLException {
        Connection opened = source.getConnection();
        try (Statement statement = opened.createStatement()) {
            statement.execute(settings);
            return opened;
        } catch (SQLException failure) {
            opened.close();
            throw failure;
        }
    }
}
