package io.stipend.store.postgres;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.harness.JournalReader;
import io.stipend.testkit.harness.StoreHarness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * A store on a real server whose clock is a row of a table. One serves many tests, one after the other, each of which
 * begins with an empty store at the same moment.
 */
public final class PostgresHarness implements StoreHarness {

    private static final long START_MILLIS =
            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    private final TestDatabase database = TestDatabase.shared();
    private final Connection clock;
    private final StoreAdapter adapter;
    private final JournalReader journalReader;
    private long nowMillis;

    PostgresHarness() {
        try {
            database.stopClock(START_MILLIS);
            this.clock = database.connect();
            // Two batches at once, so that they meet.
            this.adapter = PostgresStores.open(database.patientConfig().withBatches(2, 200));
            this.journalReader = new JournalReader(adapter.journal());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    PostgresHarness anew() {
        try {
            database.clear(clock);
            set(START_MILLIS);
            return this;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void set(long millis) throws SQLException {
        database.setClock(clock, millis);
        nowMillis = millis;
    }

    TestDatabase database() {
        return database;
    }

    @Override
    public StoreAdapter adapter() {
        return adapter;
    }

    @Override
    public JournalReader journalReader() {
        return journalReader;
    }

    @Override
    public synchronized long nowMillis() {
        return nowMillis;
    }

    @Override
    public synchronized void advance(Duration by) {
        try {
            set(nowMillis + by.toMillis());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean isExact() {
        return true;
    }

    /** The next test goes on with it. */
    @Override
    public void close() {}
}
