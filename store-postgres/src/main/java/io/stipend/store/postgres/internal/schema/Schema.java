package io.stipend.store.postgres.internal.schema;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.connection.PostgresFailureKind;
import io.stipend.store.postgres.internal.connection.Sessions;
import io.stipend.store.support.ServerFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables and functions, and which version of them a database has. */
public final class Schema {

    private static final String HISTORY = "schema_history";

    private Schema() {}

    /** The version this code needs, neither older nor newer. */
    static int version() {
        return (int) Migration.ALL.stream()
                .filter(migration -> !migration.isRepeatable())
                .count();
    }

    /** Everything as one script, for those who apply it by hand. */
    public static String sql(PostgresConfig config) {
        StringBuilder script = new StringBuilder(
                "CREATE SCHEMA IF NOT EXISTS " + config.schema() + ";\nSET search_path = " + config.schema() + ";\n");
        for (Migration migration : Migration.ALL) {
            script.append("\n-- ")
                    .append(migration.getFilename())
                    .append("\n\n")
                    .append(migration.text());
        }
        return script.toString();
    }

    /** Brings a database to this version; does nothing to one that has it. Returns how many migrations were applied. */
    public static int apply(PostgresConfig config) {
        try {
            return Flyway.configure(Schema.class.getClassLoader())
                    // As all of the store; left to itself, Flyway may print to the standard error stream.
                    .loggers("slf4j")
                    .dataSource(Sessions.dataSource(config))
                    .schemas(config.schema())
                    .createSchemas(true)
                    .table(HISTORY)
                    .resourceProvider(Migration.PROVIDER)
                    .placeholderReplacement(false)
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayException failure) {
            throw explained(failure, config);
        }
    }

    /** What the database said, without Flyway's account of it. */
    private static CreditStoreException explained(FlywayException failure, PostgresConfig config) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return new ServerFailure(PostgresFailureKind.of(said), false, said, config.server()).toException();
            }
        }
        return new CreditStoreException(
                Kind.INTERNAL,
                "cannot apply the schema " + config.schema() + " at " + config.server() + " (" + failure.getMessage()
                        + ")",
                failure);
    }

    /** Refuses a database whose schema is missing, older or newer. */
    public static void check(Database database) {
        PostgresConfig config = database.config();
        String where = "the schema " + config.schema() + " at " + config.server();
        int found = database.queryBeforeBatches((connection, previous) -> found(connection, config.schema()));
        if (found == version()) {
            if (!database.queryBeforeBatches((connection, previous) -> hasFunctions(connection, config.schema()))) {
                throw new CreditStoreException(
                        Kind.INTERNAL,
                        where + " has functions of another program than this; with the newest one that is to run, apply"
                                + " it: " + remedy());
            }
            return;
        }
        if (found == 0) {
            throw new CreditStoreException(Kind.INTERNAL, where + " is missing; apply it: " + remedy());
        } else if (found < version()) {
            throw new CreditStoreException(
                    Kind.INTERNAL,
                    where + " has version " + found + ", and this program needs " + version() + "; apply it: "
                            + remedy());
        }
        throw new CreditStoreException(
                Kind.INTERNAL,
                where + " has version " + found + ", and this program knows " + version()
                        + " at most; run a newer program");
    }

    private static String remedy() {
        return "`stipend schema apply --store-url ...`, or PostgresStores.applySchema(config)";
    }

    private static int found(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("SELECT to_regclass('" + schema + "." + HISTORY + "') IS NOT NULL")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version::integer), 0) FROM " + schema + "."
                    + HISTORY + " WHERE success AND version IS NOT NULL")) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Whether the functions are those of this code: its history has, for each file, the text applied last. */
    private static boolean hasFunctions(Connection connection, String schema) throws SQLException {
        Map<String, Integer> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT script, checksum FROM " + schema + "." + HISTORY
                        + " WHERE success AND type = 'SQL' AND version IS NULL ORDER BY installed_rank")) {
            while (row.next()) {
                applied.put(row.getString(1), row.getInt(2));
            }
        }
        return Migration.ALL.stream()
                .filter(Migration::isRepeatable)
                .allMatch(migration -> Objects.equals(applied.get(migration.getFilename()), migration.checksum()));
    }
}
