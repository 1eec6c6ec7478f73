package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.config.SafeText;
import io.stipend.core.spi.StorePlugin;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.sections.Plugins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which store, and where it is. */
public class StoreLocation {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description =
                    "Where the books are kept: memory, postgres, redis, or another store on the class path (default:"
                            + " what --store-url begins with).")
    private @Nullable StorePlugin store;

    @Option(
            names = "--store-url",
            paramLabel = "URL",
            description =
                    "Where the store is, if it is not in this process. User and password may stand in it, or where the"
                            + " tools of its server look for them: PGUSER and PGPASSWORD, ~/.pgpass, REDISCLI_AUTH.")
    private @Nullable String url;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A key of the configuration, such as store.postgres.schema=books; see stipend config keys.")
    private Map<String, String> settings = new LinkedHashMap<>();

    protected CommandSpec spec() {
        return spec;
    }

    /** Whether a store was typed. */
    public boolean isGiven() {
        return store != null || url != null;
    }

    /** The store that is named, by its name or by what its URL begins with. */
    public Optional<StorePlugin> store() {
        return Optional.ofNullable(store).or(() -> Optional.ofNullable(url).flatMap(Plugins::storeAt));
    }

    /** Whether a store's books are not this process's alone, and outlive it: where it has a URL. */
    public static boolean outlivesProcess(StorePlugin store) {
        return !store.urlSchemes().isEmpty();
    }

    /** Says so to a configuration; refuses a URL that is missing or not used. */
    public ConfigSource addTo(ConfigSource source, StorePlugin chosen) {
        if (url == null && outlivesProcess(chosen)) {
            throw Usage.wrong(spec, "--store " + chosen.name() + " needs --store-url " + chosen.urlForm());
        }
        if (url != null && !outlivesProcess(chosen)) {
            throw Usage.wrong(spec, "--store-url is not used by --store " + chosen.name() + "; leave it out");
        }
        ConfigSource typed = source.withOption("--store", "store.type", chosen.name());
        return withSettings(url == null ? typed : typed.withOption("--store-url", "store.url", url));
    }

    /** Says to a configuration what is set besides. */
    public ConfigSource withSettings(ConfigSource source) {
        ConfigSource set = source;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            set = set.withOption("--set " + setting.getKey(), setting.getKey(), setting.getValue());
        }
        return set;
    }

    /** Refuses a store whose books end with this process. */
    protected void requireReachable(StorePlugin chosen) {
        if (!outlivesProcess(chosen)) {
            throw Usage.wrong(
                    spec,
                    "the books of a " + chosen.name()
                            + " store live and end with the process they are in, so no command"
                            + " can reach them; name "
                            + SafeText.oneOf(reachable().map(StorePlugin::name).toList())
                            + ", or in that process use StoreAdapter.accountAdministration() and bookInspection()");
        }
    }

    private static Stream<StorePlugin> reachable() {
        return Plugins.stores().stream().filter(StoreLocation::outlivesProcess);
    }

    /** The options that would name a store, for messages. */
    static String forms() {
        return reachable().map(store -> "--store-url " + store.urlForm()).collect(Collectors.joining(", "));
    }
}
