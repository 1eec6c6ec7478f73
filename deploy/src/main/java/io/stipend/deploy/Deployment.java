package io.stipend.deploy;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.error.StipendException;
import io.stipend.core.execution.Executions;
import io.stipend.core.health.Health;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.settings.SettingsException;
import java.util.Optional;

/**
 * Stipend as a configuration wants it, running from {@link #start} to {@link #close}.
 *
 * <pre>{@code
 * try (Deployment deployment = Deployment.start(StipendConfig.load(Path.of("stipend.yaml"), System.getenv()))) {
 *     ResourceManager manager = deployment.manager();
 *     ...
 * }
 * }</pre>
 *
 * <p>Start: the publisher is made, which does not connect yet; the store is opened, which does; relay and sweeper begin.
 * What cannot be started closes what it has opened. Stop: see {@link Stipend#close}.
 *
 * <p>Thread safe.
 */
public final class Deployment implements AutoCloseable {

    private final Stipend stipend;
    private final Executions executions;
    private final MeterRegistry meters;
    private final Optional<FileTiers> tiers;

    Deployment(Stipend stipend, MeterRegistry meters, Optional<FileTiers> tiers) {
        this.stipend = stipend;
        this.executions = new Executions(stipend.manager());
        this.meters = meters;
        this.tiers = tiers;
    }

    /**
     * Starts it. Blocks until the store answers, or not in its time.
     *
     * @throws StipendException when the store cannot be opened; nothing stays open
     */
    public static Deployment start(StipendConfig config) {
        return start(config, Hooks.none());
    }

    /** Starts it together with code of the caller's; see {@link #start(StipendConfig)}. */
    public static Deployment start(StipendConfig config, Hooks hooks) {
        try {
            return Guice.createInjector(new StipendModule(config, hooks)).getInstance(Deployment.class);
        } catch (CreationException failure) {
            // What a store says of itself is what the caller is to read, not Guice's report of it.
            if (failure.getCause() instanceof StipendException own) {
                throw own;
            }
            throw failure;
        }
    }

    /**
     * Opens the store of a configuration and nothing else: for tools that look at the books. The caller closes it.
     *
     * @throws StipendException when it cannot be opened
     */
    public static StoreAdapter openStore(StipendConfig config) {
        return StoreModules.open(config.store());
    }

    /** All of it. */
    public Stipend stipend() {
        return stipend;
    }

    /** Reserve, track, settle. */
    public ResourceManager manager() {
        return stipend.manager();
    }

    /** Handles on reservations, for try-with-resources; their leases are renewed until this is closed. */
    public Executions executions() {
        return executions;
    }

    /** Show accounts, set limits, grant, adjust. */
    public AccountAdministration accounts() {
        return stipend.accounts();
    }

    /** Whether it lives, and is ready. */
    public Health health() {
        return stipend.health();
    }

    /** Where the numbers go. */
    public MeterRegistry meters() {
        return meters;
    }

    /**
     * Reads the files that tiers come from now, whether they have changed or not. Does nothing where tiers come from
     * elsewhere. Blocks while it reads.
     *
     * @throws SettingsException with all that is wrong with them; the tiers stay what they were
     */
    public void reloadTiers() {
        tiers.ifPresent(FileTiers::reload);
    }

    /** Stops, in order: executions are opened and renewed no more; then as {@link Stipend#close} does. */
    @Override
    @SuppressWarnings("try") // both are only to be closed
    public void close() {
        try (stipend;
                executions) {}
    }
}
