package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.deploy.StipendConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or applies the PostgreSQL store's schema. */
@Command(name = "schema", description = "Prints or applies the schema of the PostgreSQL store.")
public final class SchemaCommand implements Runnable {

    private static final String DEFAULT_SCHEMA = "stipend";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend schema print or stipend schema apply");
    }

    @Command(name = "print", mixinStandardHelpOptions = true, description = "Prints the schema as one script.")
    void print(
            @Option(
                            names = "--schema",
                            paramLabel = "NAME",
                            defaultValue = DEFAULT_SCHEMA,
                            description = "Its name (default: stipend).")
                    String schema) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                PostgresStores.schemaSql(PostgresConfig.of("jdbc:postgresql:").withSchema(schema)));
        out.flush();
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Makes the schema in a database, or brings it up to date.")
    void apply(
            @Mixin ConfigOption config,
            @Option(
                            names = "--store-url",
                            paramLabel = "URL",
                            description = "jdbc:postgresql://host:port/database; user and password in it, in PGUSER and"
                                    + " PGPASSWORD, or in ~/.pgpass.")
                    @Nullable
                    String url,
            @Option(
                            names = "--schema",
                            paramLabel = "NAME",
                            description = "Its name (default: that of the configuration, else stipend).")
                    @Nullable
                    String schema) {
        PostgresConfig store = store(config, url);
        int applied = PostgresStores.applySchema(schema == null ? store : store.withSchema(schema));
        PrintWriter out = spec.commandLine().getOut();
        out.println(applied == 0 ? "the schema is up to date" : "applied " + applied + " migrations");
        out.flush();
    }

    private PostgresConfig store(ConfigOption config, @Nullable String url) {
        if (url != null) {
            if (config.isGiven()) {
                throw Usage.wrong(spec, "--config and --store-url both say where the database is; give one");
            }
            return PostgresConfig.of(url);
        }
        StipendConfig deployment = config.read()
                .orElseThrow(
                        () -> Usage.wrong(
                                spec,
                                "no database is named; give --config FILE or --store-url jdbc:postgresql://host:port/database"));
        if (deployment.store() instanceof PostgresConfig postgres) {
            return postgres;
        }
        throw Usage.wrong(spec, "the configuration's store is not postgres, and only that one has a schema");
    }
}
