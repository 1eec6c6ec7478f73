package io.stipend.store.postgres.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.internal.administration.PostgresAccounts;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.connection.PrimaryCheck;
import io.stipend.store.postgres.internal.forecasts.PostgresForecasts;
import io.stipend.store.postgres.internal.inspection.PostgresInspection;
import io.stipend.store.postgres.internal.journal.PostgresJournal;
import io.stipend.store.postgres.internal.schema.Schema;
import io.stipend.store.postgres.internal.verbs.PostgresCreditStore;
import io.stipend.store.postgres.internal.verbs.PostgresUpkeep;
import io.stipend.store.support.StoreRoles;
import java.util.Optional;

/** Opens the roles over one database. */
public final class PostgresStore {

    private PostgresStore() {}

    public static StoreAdapter open(PostgresConfig config) {
        Database database = new Database(config);
        try {
            Schema.check(database);
            return over(database);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    private static StoreAdapter over(Database database) {
        PostgresJournal journal = new PostgresJournal(database);
        PostgresCreditStore credits = new PostgresCreditStore(database, journal::wake);
        return new StoreRoles(
                credits,
                new PostgresUpkeep(database, journal::wake, credits::figures),
                journal,
                new PostgresAccounts(database, journal::wake),
                new PostgresInspection(database, journal::wake),
                Optional.of(new PostgresForecasts(database)),
                () -> database.query(PrimaryCheck::at),
                () -> {
                    journal.close();
                    database.close();
                });
    }
}
