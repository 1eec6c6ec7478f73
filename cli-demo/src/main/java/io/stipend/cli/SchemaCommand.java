package io.stipend.cli;

import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or applies the PostgreSQL store's schema. */
@Command(name = "schema", description = "Prints or applies the schema of the PostgreSQL store.")
final class SchemaCommand implements Runnable {

    private static final String DEFAULT_SCHEMA = "stipend";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend schema print or stipend schema apply");
    }

    @Command(name = "print", description = "Prints the schema as one script.")
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

    @Command(name = "apply", description = "Makes the schema in a database, or brings it up to date.")
    void apply(
            @Option(
                            names = "--store-url",
                            paramLabel = "URL",
                            required = true,
                            description = "jdbc:postgresql://host:port/database; user and password in it, in PGUSER and"
                                    + " PGPASSWORD, or in ~/.pgpass.")
                    String url,
            @Option(
                            names = "--schema",
                            paramLabel = "NAME",
                            defaultValue = DEFAULT_SCHEMA,
                            description = "Its name (default: stipend).")
                    String schema) {
        int applied = PostgresStores.applySchema(PostgresConfig.of(url).withSchema(schema));
        PrintWriter out = spec.commandLine().getOut();
        out.println(applied == 0 ? "the schema is up to date" : "applied " + applied + " migrations");
        out.flush();
    }
}
