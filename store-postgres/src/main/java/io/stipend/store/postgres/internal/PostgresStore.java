package io.stipend.store.postgres.internal;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.internal.administration.PostgresAccounts;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.connection.Ping;
import io.stipend.store.postgres.internal.inspection.PostgresInspection;
import io.stipend.store.postgres.internal.journal.PostgresJournal;
import io.stipend.store.postgres.internal.schema.Schema;
import io.stipend.store.postgres.internal.verbs.PostgresCreditStore;
import io.stipend.store.postgres.internal.verbs.PostgresUpkeep;

/** The roles over one database. */
public final class PostgresStore implements StoreAdapter {

    private final Database database;
    private final PostgresJournal journal;
    private final PostgresCreditStore credits;
    private final PostgresUpkeep upkeep;
    private final PostgresAccounts accounts;
    private final PostgresInspection inspection;

    private PostgresStore(Database database) {
        this.database = database;
        this.journal = new PostgresJournal(database);
        this.credits = new PostgresCreditStore(database, journal::wake);
        this.upkeep = new PostgresUpkeep(database, journal::wake, credits::figures);
        this.accounts = new PostgresAccounts(database, journal::wake);
        this.inspection = new PostgresInspection(database, journal::wake);
    }

    public static PostgresStore open(PostgresConfig config) {
        Database database = new Database(config);
        try {
            Schema.check(database);
            return new PostgresStore(database);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    @Override
    public CreditStore creditStore() {
        return credits;
    }

    @Override
    public StoreUpkeep upkeep() {
        return upkeep;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AccountAdministration accountAdministration() {
        return accounts;
    }

    @Override
    public BookInspection bookInspection() {
        return inspection;
    }

    @Override
    public void ping() {
        database.look(Ping::at);
    }

    @Override
    public void close() {
        journal.close();
        database.close();
    }
}
