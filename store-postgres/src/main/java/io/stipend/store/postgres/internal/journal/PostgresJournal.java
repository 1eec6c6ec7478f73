package io.stipend.store.postgres.internal.journal;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.connection.PostgresFailureKind;
import io.stipend.store.postgres.internal.connection.Sessions;
import io.stipend.store.postgres.internal.records.JournalEntryRows;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.support.JournalSignal;
import io.stipend.store.support.ServerFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox. Whoever holds an advisory lock of the database is its reader. The lock belongs to a session, and the session
 * to this object alone, outside the pool: when the process dies, or its connection, the lock goes with it, and another
 * node takes over.
 *
 * <p>JournalEntryRows that are published are deleted. Nothing is remembered of how far the reader came: an entry with a low number
 * that is committed late is simply among those that are there at the next read.
 *
 * <p>A reader learns of entries of its own process at once, of those of other nodes by looking twenty times a second.
 * LISTEN and NOTIFY would not do: a transaction that notifies holds a lock that all others need while it commits, so that
 * no two commits could share a wait for the disk.
 */
public final class PostgresJournal implements Journal, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresJournal.class);

    /** "stip" in ASCII: the first half of the advisory lock's key. The schema is the second. */
    private static final int LOCK_CLASS = 0x73746970;

    private final Database database;
    private final String tryLock;
    private final String unlock;
    private final String read;
    private final String delete;
    private final String backlog;

    /** Guards what follows; held while the database is asked. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Connection session;
    private boolean reads;
    private List<Long> numbers = List.of();

    private final JournalSignal news = new JournalSignal();

    public PostgresJournal(Database database) {
        this.database = database;
        String schema = database.config().schema();
        String key = "(" + LOCK_CLASS + ", '" + schema + "'::regnamespace::oid::bigint::int)";
        this.tryLock = "SELECT pg_try_advisory_lock" + key;
        this.unlock = "SELECT pg_advisory_unlock" + key;
        this.read = "SELECT o.number, (o.entry).* FROM " + schema + ".outbox o ORDER BY o.number LIMIT ?";
        this.delete = "DELETE FROM " + schema + ".outbox WHERE number = ANY (?)";
        this.backlog = "SELECT (SELECT count(*) FROM " + schema + ".outbox), " + schema
                + ".now_millis() - (SELECT (entry).at FROM " + schema + ".outbox ORDER BY number LIMIT 1)";
    }

    @Override
    public List<JournalEntry> read(int max) {
        lock.lock();
        try {
            return onSession(connection -> {
                numbers = List.of();
                return isReader(connection) ? readEntries(connection, max) : List.of();
            });
        } finally {
            lock.unlock();
        }
    }

    private boolean isReader(Connection connection) throws SQLException {
        if (!reads) {
            reads = Query.one(connection, tryLock, bind -> {}, row -> row.getBoolean(1));
        }
        return reads;
    }

    private List<JournalEntry> readEntries(Connection connection, int max) throws SQLException {
        List<Long> found = new ArrayList<>();
        List<JournalEntry> entries = Query.list(connection, read, bind -> bind.integer(max), row -> {
            found.add(row.getLong(1));
            return Objects.requireNonNull(JournalEntryRows.read(row, 2));
        });
        numbers = found;
        return entries;
    }

    @Override
    public void acknowledge(int count) {
        if (count == 0) {
            return;
        }
        lock.lock();
        try {
            Long[] published = numbers.subList(0, count).toArray(Long[]::new);
            onSession(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(delete)) {
                    statement.setArray(1, connection.createArrayOf("int8", published));
                    return statement.executeUpdate();
                }
            });
            numbers = numbers.subList(count, numbers.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stepBack() {
        lock.lock();
        try {
            if (reads) {
                onSession(connection -> Query.one(connection, unlock, bind -> {}, row -> row.getBoolean(1)));
                reads = false;
                numbers = List.of();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        news.await(timeout);
    }

    /** Something was committed that may have left entries. */
    public void wake() {
        news.tell();
    }

    @Override
    public Backlog backlog() {
        return database.query((connection, previous) -> Query.one(
                connection, backlog, bind -> {}, row -> new Backlog(row.getLong(1), Math.max(0, row.getLong(2)))));
    }

    private interface SessionWork<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Works on the session, opened if there is none. After a failure there is none, and this is the reader no longer. */
    private <T> T onSession(SessionWork<T> work) {
        try {
            Connection connection = session;
            if (connection == null) {
                connection = open();
                session = connection;
            }
            return work.on(connection);
        } catch (SQLException failure) {
            closeSession();
            throw new ServerFailure(
                            PostgresFailureKind.of(failure),
                            false,
                            failure,
                            database.config().server())
                    .toException();
        }
    }

    private Connection open() throws SQLException {
        return Sessions.open(Sessions.dataSource(database.config()), Sessions.settings(database.config()));
    }

    private void closeSession() {
        Connection closing = session;
        session = null;
        reads = false;
        numbers = List.of();
        if (closing != null) {
            try {
                closing.close();
            } catch (SQLException alreadyBroken) {
                // The lock is gone with the session, which is all that was wanted.
                log.debug("the journal's session was broken when it was closed", alreadyBroken);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeSession();
        } finally {
            lock.unlock();
        }
    }
}
