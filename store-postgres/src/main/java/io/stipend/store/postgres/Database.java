package io.stipend.store.postgres;

import io.stipend.core.spi.StoreFigure;
import io.stipend.store.support.PeriodCalendar;
import io.stipend.store.support.PoolFigures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database: its connections, and the rules by which a statement is tried again. Thread safe; blocks no longer than the
 * timeouts of the configuration, but for what is done at length.
 *
 * <p>Connections are kept apart by what they are for, so that looks cannot keep batches waiting: some for batches, some for
 * whatever else is short, and one of its own for each work that takes its time.
 */
final class Database implements AutoCloseable {

    /** Connections beside those of the batches: for finding, listing, sweeping. */
    private static final int OTHER_CONNECTIONS = 4;

    /** How long one statement, or one fetch from it, may take of work that is done at length, and its reader in between. */
    private static final Duration AT_LENGTH = Duration.ofMinutes(10);

    /** What became of the same work when it was tried before. */
    enum Before {
        /** It is tried for the first time. */
        NOTHING,
        /** It was refused, by a collision with others or for want of a period; nothing of it was done. */
        REFUSED,
        /** The connection broke, so it may be done. */
        PERHAPS_DONE
    }

    /** Work on a connection; one statement that commits by itself. */
    interface Work<T> {

        /** Does the work. */
        T on(Connection connection, Before before) throws SQLException;
    }

    /** A look at what was at one moment. */
    interface Look {
        void at(Connection connection) throws SQLException;
    }

    private final PostgresConfig config;
    private final Pool batches;
    private final Pool others;
    private final PeriodCalendar calendar = new PeriodCalendar();

    Database(PostgresConfig config) {
        this.config = config;
        this.batches =
                new Pool(config, "batches", config.connections(), Math.min(config.connections(), OTHER_CONNECTIONS));
        this.others = new Pool(config, "others", OTHER_CONNECTIONS, 0);
    }

    /** Connections with the addresses, user and timeouts of a configuration. */
    static PGSimpleDataSource dataSource(PostgresConfig config) {
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
    static String sessionSettings(PostgresConfig config) {
        String settings = "SET lock_timeout = " + config.lockTimeout().toMillis() + "; SET statement_timeout = "
                + config.statementTimeout().toMillis() + "; SET search_path = " + config.schema()
                + "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off"
                + "; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";
        return config.synchronousCommit() == null
                ? settings
                : settings + "; SET synchronous_commit = " + config.synchronousCommit();
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }

    PostgresConfig config() {
        return config;
    }

    PeriodCalendar calendar() {
        return calendar;
    }

    /** When a call that begins now must have ended, by {@link System#nanoTime}. */
    long deadlineNanos() {
        return System.nanoTime() + config.callTimeout().toNanos();
    }

    /** Where the connections for batches come from. */
    ConnectionSource batches() {
        return batches;
    }

    /** Where the connections for whatever else is short come from. */
    ConnectionSource others() {
        return others;
    }

    /** Does work, or throws what a caller is told. */
    <T> T call(Work<T> work) {
        return call(others, work);
    }

    private <T> T call(ConnectionSource lane, Work<T> work) {
        try {
            return attempt(lane, work, deadlineNanos());
        } catch (StatementFailure failure) {
            throw failure.toException();
        }
    }

    /** The same for work that only looks: if the connection breaks, nothing can have happened. */
    <T> T look(Work<T> work) {
        return look(others, work);
    }

    /** The same on one of the connections for batches, for what is asked before there are any. */
    <T> T ask(Work<T> work) {
        return look(batches, work);
    }

    private <T> T look(ConnectionSource lane, Work<T> work) {
        try {
            return attempt(lane, work, deadlineNanos());
        } catch (StatementFailure failure) {
            throw failure.asLook().toException();
        }
    }

    /**
     * Does work that changes books, as {@link #call} does. What it finds done after its connection broke is its own doing: to
     * its caller that is the first answer.
     */
    Answer change(Work<Answer> work) {
        return call((connection, before) -> {
            Answer answer = work.on(connection, before);
            return before == Before.PERHAPS_DONE ? answer.asFirst() : answer;
        });
    }

    /** Does work that takes its time, on a connection of its own. */
    <T> T callAtLength(Work<T> work) {
        return call(() -> openAtLength(""), work);
    }

    /**
     * Looks at what was at one moment, for as long as it takes, on a connection of its own. Not tried again: whoever looks may
     * have shown somebody a part of it already.
     */
    void lookAtLength(Look look) {
        ConnectionSource moment = () -> {
            Connection connection = openAtLength("; SET default_transaction_isolation = 'repeatable read'"
                    + "; SET default_transaction_read_only = on");
            // Ends with the connection. The driver says nothing to the server yet, so this cannot fail.
            connection.setAutoCommit(false);
            return connection;
        };
        try {
            once(
                    moment,
                    (connection, before) -> {
                        look.at(connection);
                        return true;
                    },
                    Before.NOTHING);
        } catch (SQLException failure) {
            throw new StatementFailure(FailureKind.of(failure), false, failure, config.server()).toException();
        }
    }

    private Connection openAtLength(String more) throws SQLException {
        PGSimpleDataSource source = dataSource(config);
        source.setSocketTimeout(seconds(AT_LENGTH.plus(config.socketTimeout())));
        // Rows come in the order of an index; and a server is not to wait for a client that has gone to sleep.
        return open(
                source,
                sessionSettings(config) + "; SET enable_sort = off; SET enable_material = off; SET statement_timeout = "
                        + AT_LENGTH.toMillis() + "; SET idle_in_transaction_session_timeout = " + AT_LENGTH.toMillis()
                        + more);
    }

    /** A connection outside the pools that is told something first. */
    static Connection open(PGSimpleDataSource source, String settings) throws SQLException {
        Connection opened = source.getConnection();
        try (Statement statement = opened.createStatement()) {
            statement.execute(settings);
            return opened;
        } catch (SQLException failure) {
            opened.close();
            throw failure;
        }
    }

    /**
     * Does work, again where that makes sense: after a collision with others, with a calendar that was too short, and on a
     * fresh connection when one broke. All our statements carry operation ids, so to do one again is to find out whether
     * it was done.
     *
     * <p>An interrupt fails an attempt, in the pool or on the socket of a virtual thread, and not the work: others' commands
     * may be in it. The thread is found interrupted afterwards.
     */
    <T> T attempt(ConnectionSource lane, Work<T> work, long deadlineNanos) throws StatementFailure {
        RetryState attempts = new RetryState(config.server(), calendar, deadlineNanos);
        try {
            while (true) {
                attempts.begin();
                try {
                    return once(lane, work, attempts.before());
                } catch (SQLException failure) {
                    attempts.failed(failure);
                }
            }
        } finally {
            attempts.end();
        }
    }

    private <T> T once(ConnectionSource lane, Work<T> work, Before before) throws SQLException {
        try (Connection connection = lane.connection()) {
            try {
                return work.on(connection, before);
            } catch (SQLException failure) {
                switch (FailureKind.of(failure)) {
                    case CUT -> lane.broke(connection);
                    // The others are at the same server: after a failover, all of them are to be made anew.
                    case READ_ONLY -> {
                        batches.renew();
                        others.renew();
                    }
                    default -> {}
                }
                throw failure;
            }
        }
    }

    @Override
    public void close() {
        batches.close();
        others.close();
    }

    /** What the connections of both pools do, all together. */
    List<StoreFigure> figures() {
        return PoolFigures.of(
                () -> batches.active() + others.active(),
                () -> batches.idle() + others.idle(),
                () -> batches.pending() + others.pending(),
                () -> batches.limit() + others.limit());
    }
}
