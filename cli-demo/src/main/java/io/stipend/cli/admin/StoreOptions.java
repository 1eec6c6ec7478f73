package io.stipend.cli.admin;

import io.stipend.cli.config.ConfigOption;
import io.stipend.cli.console.Usage;
import io.stipend.cli.wiring.StoreChoice;
import io.stipend.cli.wiring.StoreOpener;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Tenants;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.store.memory.MemoryConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which store's books, and whose, shared by the commands that administer them. */
public final class StoreOptions {

    private final StoreOpener opener;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "Where the books are kept: postgres or redis (default: what --store-url begins with).")
    private @Nullable StoreChoice store;

    @Option(names = "--store-url", paramLabel = "URL", description = "Where the store is.")
    private @Nullable String url;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose books (default: default; for verify, all tenants).")
    private @Nullable String tenant;

    public StoreOptions(StoreOpener opener) {
        this.opener = opener;
    }

    /** The tenant, or the one of whoever names none. */
    String tenant() {
        return namedTenant().orElse(Tenants.DEFAULT);
    }

    /** The tenant, if one is named. */
    Optional<String> namedTenant() {
        return Optional.ofNullable(tenant).map(name -> Checks.id(name, "--tenant"));
    }

    /** Refuses what names no store that outlives this command. */
    void check() {
        if (usesConfig()) {
            configured();
        } else {
            chosen();
        }
    }

    /** Opens the store; the caller closes it. */
    StoreAdapter open() {
        return usesConfig() ? Deployment.openStore(configured()) : opener.open(chosen(), url);
    }

    /** Whether a configuration says which store: what is typed of the store itself wins over that of the environment. */
    private boolean usesConfig() {
        boolean named = store != null || url != null;
        if (named && config.isGiven()) {
            throw Usage.wrong(spec, "--config says which store, and so do --store and --store-url; give one");
        }
        return !named && config.file().isPresent();
    }

    private StipendConfig configured() {
        StipendConfig read = config.read().orElseThrow();
        if (read.store() instanceof MemoryConfig) {
            throw unreachable();
        }
        return read;
    }

    private StoreChoice chosen() {
        StoreChoice choice = store == null ? byUrl() : store;
        if (!choice.usesUrl()) {
            throw unreachable();
        }
        if (url == null) {
            throw Usage.wrong(spec, "--store " + choice + " needs --store-url " + choice.urlForm());
        }
        return choice;
    }

    private ParameterException unreachable() {
        return Usage.wrong(
                spec,
                "the books of a memory store live and end with the process they are in, so no command can reach them;"
                        + " name postgres or redis, or in that process use StoreAdapter.accountAdministration() and"
                        + " bookInspection()");
    }

    private StoreChoice byUrl() {
        if (url != null && url.startsWith("jdbc:postgresql:")) {
            return StoreChoice.POSTGRES;
        }
        if (url != null && (url.startsWith("redis:") || url.startsWith("rediss:"))) {
            return StoreChoice.REDIS;
        }
        throw Usage.wrong(
                spec,
                "no store is named; give --store-url jdbc:postgresql://host:port/database, --store-url"
                        + " redis://host:port, or --config FILE");
    }
}
