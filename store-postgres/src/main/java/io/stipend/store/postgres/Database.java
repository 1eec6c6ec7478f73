package io.stipend.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.support.PeriodCalendar;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: a pool of connections, and the rules by which a statement is tried again. Thread safe; blocks no longer
 * than the timeouts of the configuration.
 */
final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    /** Connections beside those of the batches: for finding, listing, sweeping. */
    private static final int SPARE_CONNECTIONS = 4;

    private static final int MAX_COLLISIONS = 20;
    private static final int MAX_CALENDARS = 40;
    private static final int MAX_CUTS = 3;
    private static final long MAX_PAUSE_MILLIS = 50;

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

    private final PostgresConfig config;
    private final HikariDataSource pool;
    private final PeriodCalendar calendar = new PeriodCalendar();

    Database(PostgresConfig config) {
        this.config = config;
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("stipend-postgres");
        hikari.setDataSource(dataSource(config));
        hikari.setConnectionInitSql(sessionSettings(config));
        hikari.setMaximumPoolSize(config.connections() + SPARE_CONNECTIONS);
        hikari.setMinimumIdle(Math.min(config.connections(), SPARE_CONNECTIONS));
        hikari.setConnectionTimeout(config.poolTimeout().toMillis());
        hikari.setValidationTimeout(Math.max(250, config.poolTimeout().toMillis() / 2));
        // A server that is away is the first statement's affair, which says so in our own words.
        hikari.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(hikari);
    }

    /** Connections outside the pool, with the same addresses, user and timeouts. */
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

    /** Does work, or throws what a caller is told. */
    <T> T call(Work<T> work) {
        try {
            return attempt(work, deadlineNanos());
        } catch (StatementFailure failure) {
            throw failure.toException();
        }
    }

    /** The same for work that only looks: if the connection breaks, nothing can have happened. */
    <T> T look(Work<T> work) {
        try {
            return attempt(work, deadlineNanos());
        } catch (StatementFailure failure) {
            throw failure.asLook().toException();
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
    <T> T attempt(Work<T> work, long deadlineNanos) throws StatementFailure {
        Attempts attempts = new Attempts(deadlineNanos);
        try {
            while (true) {
                attempts.begin();
                try {
                    return once(work, attempts.before());
                } catch (SQLException failure) {
                    attempts.failed(failure);
                }
            }
        } finally {
            attempts.end();
        }
    }

    /** What became of the attempts at one piece of work, and so whether there is one more. */
    private final class Attempts {

        private final long deadlineNanos;
        private boolean interrupted;
        private boolean failed;
        private boolean perhapsDone;
        private int collisions;
        private int calendars;
        private int cuts;

        Attempts(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }

        void begin() {
            interrupted |= Thread.interrupted();
        }

        Before before() {
            return perhapsDone ? Before.PERHAPS_DONE : failed ? Before.REFUSED : Before.NOTHING;
        }

        void end() {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Returns if there is to be one more; else throws what they came to. */
        void failed(SQLException failure) throws StatementFailure {
            boolean byInterrupt = Thread.interrupted();
            interrupted |= byInterrupt;
            Verdict verdict = Verdict.of(failure);
            failed = true;
            perhapsDone |= verdict == Verdict.CUT;
            boolean again = System.nanoTime() - deadlineNanos < 0
                    && switch (verdict) {
                        case COLLISION -> ++collisions <= MAX_COLLISIONS && pause(collisions);
                        case NO_PERIOD -> ++calendars <= MAX_CALENDARS && learn(failure);
                        case CUT -> ++cuts <= MAX_CUTS || byInterrupt;
                        default -> byInterrupt;
                    };
            if (!again) {
                throw new StatementFailure(verdict, perhapsDone, failure, config.server());
            }
            log.debug("trying again after {}", verdict, failure);
        }
    }

    private <T> T once(Work<T> work, Before before) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try {
                return work.on(connection, before);
            } catch (SQLException failure) {
                switch (Verdict.of(failure)) {
                    case CUT -> pool.evictConnection(connection);
                    // The others are at the same server: after a failover, all of them are to be made anew.
                    case READ_ONLY -> pool.getHikariPoolMXBean().softEvictConnections();
                    default -> {}
                }
                throw failure;
            }
        }
    }

    private boolean learn(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String detail = message == null ? null : message.getDetail();
        if (detail == null) {
            return false;
        }
        // What work() says is missing: unit, moment, zone.
        String[] words = detail.split(" ", -1);
        calendar.learn(
                new LimitPeriod(LimitPeriod.Unit.values()[Integer.parseInt(words[0])], ZoneId.of(words[2])),
                Long.parseLong(words[1]));
        return true;
    }

    /** A random moment, longer each time, so that those who collided do not collide again. */
    private static boolean pause(int collisions) {
        long most = Math.min(MAX_PAUSE_MILLIS, 1L << Math.min(collisions, 6));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most + 1));
        } catch (InterruptedException e) {
            // The next attempt takes note of it.
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Override
    public void close() {
        pool.close();
    }
}
