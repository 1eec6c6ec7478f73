package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import io.stipend.core.spi.StoreSchema;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.sections.Plugins;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or applies the schema of a store that has one. */
@Command(name = "schema", description = "Prints or applies the schema of a store that has one, such as PostgreSQL.")
public final class SchemaCommand implements Runnable {

    private static final String USUAL_STORE = "postgres";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend schema print or stipend schema apply");
    }

    @Command(
            name = "print",
            description =
                    "Prints the schema as one script. Connects to nothing; the store is postgres unless it is named.")
    void print(
            @Mixin StoreLocation location,
            @Option(names = "--schema", paramLabel = "NAME", description = "Its name (default: stipend).") @Nullable
                    String schema) {
        StorePlugin store =
                location.store().or(() -> Plugins.store(USUAL_STORE)).orElseThrow();
        ConfigSource source = location.isGiven()
                ? location.addTo(OptionsConfig.source(), store)
                : OptionsConfig.source()
                        .withOption("--store", "store.type", store.name())
                        .withOption(
                                "--store-url", "store.url", store.urlSchemes().get(0) + ":");
        say(schema(source, schema).sql());
    }

    @Command(name = "apply", description = "Makes the schema in a database, or brings it up to date.")
    void apply(
            @Mixin StoreOptions store,
            @Option(
                            names = "--schema",
                            paramLabel = "NAME",
                            description = "Its name (default: that of the configuration, else stipend).")
                    @Nullable
                    String schema) {
        int applied = schema(store.source(), schema).apply();
        say(applied == 0 ? "the schema is up to date" : "applied " + applied + " migrations");
    }

    private StoreSchema schema(ConfigSource source, @Nullable String name) {
        String type = OptionsConfig.load(spec, source).store().type();
        ConfigSource named = name == null ? source : source.withOption("--schema", "store." + type + ".schema", name);
        StoreConfig store = OptionsConfig.load(spec, named).store();
        return store.schemaToApply()
                .orElseThrow(() -> Usage.wrong(spec, "the store " + type + " has no schema to print or apply"));
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
