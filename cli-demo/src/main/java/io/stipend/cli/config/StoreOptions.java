package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.deploy.ConfigSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which store: a configuration, or where it is. */
public class StoreOptions extends StoreLocation {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A deployment's configuration, see docs/configuration.md (default: the file that"
                    + " STIPEND_CONFIG names, else the STIPEND_STORE_ variables).")
    private @Nullable Path config;

    /** Whether a configuration's file is typed. */
    public boolean hasConfig() {
        return config != null;
    }

    /** What is typed of the store wins over a file that the environment names; one that is typed too is refused. */
    public ConfigSource source() {
        if (!isGiven()) {
            ConfigSource configured = OptionsConfig.source(config);
            if (!configured.isConfigured()) {
                throw noStore();
            }
            return withSettings(configured);
        }
        if (config != null) {
            throw Usage.wrong(spec(), "--config says which store, and so do --store and --store-url; give one");
        }
        return addTo(OptionsConfig.source(), store().orElseThrow(this::noStore));
    }

    /** The same; where nobody says which store, not even the environment, it is that in the heap. */
    public ConfigSource sourceOrMemory() {
        ConfigSource configured = OptionsConfig.source(config);
        return isGiven() || configured.isConfigured()
                ? source()
                : withSettings(configured).withOption("--store", "store.type", "memory");
    }

    private RuntimeException noStore() {
        return Usage.wrong(
                spec(),
                "no store is named; give " + forms() + ", or --config FILE, or set"
                        + " STIPEND_STORE_TYPE and STIPEND_STORE_URL");
    }
}
