package io.stipend.store.postgres.internal.connection;

import io.stipend.core.spi.StoreFigure;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.support.PeriodCalendar;
import io.stipend.store.support.PoolFigures;
import io.stipend.store.support.ServerFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database: its connections, and the rules by which a statement is tried again. Thread safe; blocks no longer than the
 * timeouts of the configuration, except for what is done at length.
 *
 * <p>Connections are kept apart by what they are for, so that queries cannot keep batches waiting: some serve batches, some
 * serve whatever else is short, and each long work opens one of its own.
 */
public final class Database implements AutoCloseable {

    /** Connections beside those of the batches: for finding, listing, sweeping. */
    private static final int OTHER_CONNECTIONS = 4;

    /** How long one statement, or one fetch from it, may take of work that is done at length, and its reader in between. */
    private static final Duration AT_LENGTH = Duration.ofMinutes(10);

    /** Work on a connection; one statement that commits by itself. */
    public interface Work<T> {

        /** Does the work. */
        T on(Connection connection, PreviousAttempt previous) throws SQLException;
    }

    /** Reads what was at one moment. */
    public interface SnapshotReader {
        void read(Connection connection) throws SQLException;
    }

    private final PostgresConfig config;
    private final long callTimeoutNanos;
    private final ConnectionPool batches;
    private final ConnectionPool others;
    private final PeriodCalendar calendar = new PeriodCalendar();

    public Database(PostgresConfig config) {
        this.config = config;
        this.callTimeoutNanos = config.callTimeout().toNanos();
        this.batches = new ConnectionPool(
                config, "batches", config.connections(), Math.min(config.connections(), OTHER_CONNECTIONS));
        this.others = new ConnectionPool(config, "others", OTHER_CONNECTIONS, 0);
    }

    public PostgresConfig config() {
        return config;
    }

    public PeriodCalendar calendar() {
        return calendar;
    }

    /** When a call that begins now must have ended, by {@link System#nanoTime}. */
    public long deadlineNanos() {
        return System.nanoTime() + callTimeoutNanos;
    }

    /** Where the connections for batches come from. */
    public ConnectionSource batches() {
        return batches;
    }

    /** Where the connections for whatever else is short come from. */
    public ConnectionSource others() {
        return others;
    }

    /** Does work, or throws what a caller is told. */
    public <T> T run(Work<T> work) {
        return run(others, work);
    }

    private <T> T run(ConnectionSource source, Work<T> work) {
        try {
            return runWithRetries(source, work, deadlineNanos());
        } catch (ServerFailure failure) {
            throw failure.toException();
        }
    }

    /** The same for work that only reads: if the connection breaks, nothing can have happened. */
    public <T> T query(Work<T> work) {
        return query(others, work);
    }

    /** The same on a connection for batches, for what is read before there are any. */
    public <T> T queryBeforeBatches(Work<T> work) {
        return query(batches, work);
    }

    private <T> T query(ConnectionSource source, Work<T> work) {
        try {
            return runWithRetries(source, work, deadlineNanos());
        } catch (ServerFailure failure) {
            throw failure.asLook().toException();
        }
    }

    /** Does work that takes its time, on a connection of its own. */
    public <T> T runAtLength(Work<T> work) {
        return run(() -> openAtLength(""), work);
    }

    /**
     * Reads what was at one moment, for as long as it takes, on a connection of its own. Not tried again: the reader may have
     * shown somebody a part of it already.
     */
    public void readSnapshot(SnapshotReader reader) {
        ConnectionSource snapshots = () -> {
            Connection connection = openAtLength("; SET default_transaction_isolation = 'repeatable read'"
                    + "; SET default_transaction_read_only = on");
            // Ends with the connection. The driver says nothing to the server yet, so this cannot fail.
            connection.setAutoCommit(false);
            return connection;
        };
        try {
            once(
                    snapshots,
                    (connection, previous) -> {
                        reader.read(connection);
                        return true;
                    },
                    PreviousAttempt.NONE);
        } catch (SQLException failure) {
            throw new ServerFailure(PostgresFailureKind.of(failure), false, failure, config.server()).toException();
        }
    }

    private Connection openAtLength(String more) throws SQLException {
        PGSimpleDataSource source = Sessions.dataSource(config);
        source.setSocketTimeout(Sessions.seconds(AT_LENGTH.plus(config.socketTimeout())));
        // Rows come in the order of an index; and a server is not to wait for a client that has gone to sleep.
        return Sessions.open(
                source,
                Sessions.settings(config)
                        + "; SET enable_sort = off; SET enable_material = off; SET statement_timeout = "
                        + AT_LENGTH.toMillis() + "; SET idle_in_transaction_session_timeout = " + AT_LENGTH.toMillis()
                        + more);
    }

    /**
     * Does work, again where that makes sense: after a collision with others, with a calendar that was too short, and on a
     * fresh connection when one broke. All our statements carry operation ids, so to do one again is to find out whether
     * it was done.
     *
     * <p>An interrupt fails an attempt, in the pool or on the socket of a virtual thread, and not the work: others' commands
     * may be in it. The thread is found interrupted afterwards.
     */
    public <T> T runWithRetries(ConnectionSource source, Work<T> work, long deadlineNanos) throws ServerFailure {
        RetryState attempts = new RetryState(config.server(), calendar, deadlineNanos);
        try {
            while (true) {
                attempts.begin();
                try {
                    return once(source, work, attempts.previous());
                } catch (SQLException failure) {
                    attempts.failed(failure);
                }
            }
        } finally {
            attempts.end();
        }
    }

    private <T> T once(ConnectionSource source, Work<T> work, PreviousAttempt previous) throws SQLException {
        try (Connection connection = source.connection()) {
            try {
                return work.on(connection, previous);
            } catch (SQLException failure) {
                switch (PostgresFailureKind.of(failure)) {
                    case CUT -> source.broke(connection);
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
    public List<StoreFigure> figures() {
        return PoolFigures.of(
                () -> batches.active() + others.active(),
                () -> batches.idle() + others.idle(),
                () -> batches.pending() + others.pending(),
                () -> batches.limit() + others.limit());
    }
}
