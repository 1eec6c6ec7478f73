package io.stipend.cli.admin;

import io.stipend.cli.config.ConfigOption;
import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.config.StoreLocation;
import io.stipend.cli.console.Usage;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StorePlugin;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.Plugins;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which store's books, and whose, shared by the commands that administer them. */
public final class StoreOptions {

    private final Function<StipendConfig, StoreAdapter> opener;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final StoreLocation location = new StoreLocation();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose books (default: default; for verify, all tenants).")
    private @Nullable String tenant;

    /**
     * The options.
     *
     * @param opener opens the store of a configuration
     */
    public StoreOptions(Function<StipendConfig, StoreAdapter> opener) {
        this.opener = opener;
    }

    /** The tenant, or the one of whoever names none. */
    String tenant() {
        return namedTenant().orElse(Checks.DEFAULT_TENANT);
    }

    /** The tenant, if one is named. */
    public Optional<String> namedTenant() {
        return Optional.ofNullable(tenant).map(name -> Checks.id(name, "--tenant"));
    }

    /** The configuration that names the store; refuses one whose store does not outlive this command. */
    public StipendConfig configuration() {
        return location.isGiven() ? typed() : configured();
    }

    /** Opens the store; the caller closes it. */
    public StoreAdapter open(StipendConfig configuration) {
        return opener.apply(configuration);
    }

    private StipendConfig typed() {
        if (config.isGiven()) {
            throw Usage.wrong(spec, "--config says which store, and so do --store and --store-url; give one");
        }
        StorePlugin store = location.store().orElseThrow(this::noStore);
        requireReachable(store);
        return OptionsConfig.load(spec, location.addTo(OptionsConfig.source(), store));
    }

    /** What is typed of the store wins over a file that the environment names. */
    private StipendConfig configured() {
        ConfigSource source = config.source().orElseThrow(this::noStore);
        StipendConfig read = OptionsConfig.load(spec, location.withSettings(source));
        Plugins.store(read.store().type()).ifPresent(this::requireReachable);
        return read;
    }

    private void requireReachable(StorePlugin store) {
        if (!StoreLocation.outlivesProcess(store)) {
            throw Usage.wrong(
                    spec,
                    "the books of a " + store.name() + " store live and end with the process they are in, so no command"
                            + " can reach them; name " + StoreLocation.reachable() + ", or in that process use"
                            + " StoreAdapter.accountAdministration() and bookInspection()");
        }
    }

    private RuntimeException noStore() {
        return Usage.wrong(spec, "no store is named; give " + StoreLocation.forms() + ", or --config FILE");
    }
}
