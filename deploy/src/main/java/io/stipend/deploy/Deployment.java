package io.stipend.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.Health;
import io.stipend.core.execution.Executions;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.deploy.tiers.CachingTierResolver;
import io.stipend.events.EventDestination;
import io.stipend.events.EventPublisher;
import io.stipend.pools.PoolQueue;
import io.stipend.pools.Pools;
import java.util.Collection;
import java.util.List;
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
    private final Pools pools;
    private final PoolQueue queue;
    private final MeterRegistry meters;
    private final LimitPolicy limits;
    private final Optional<FileTiers> tiers;
    private final Optional<FilePrices> prices;
    private final Optional<FilePools> filePools;
    private final Optional<ForecasterPlugin.Opened> forecasts;

    private Deployment(
            Stipend stipend,
            StipendConfig config,
            Pools pools,
            MeterRegistry meters,
            LimitPolicy limits,
            Optional<FileTiers> tiers,
            Optional<FilePrices> prices,
            Optional<FilePools> filePools,
            Optional<ForecasterPlugin.Opened> forecasts) {
        this.stipend = stipend;
        this.pools = pools;
        this.queue = pools.queue(stipend.manager(), config.manager());
        this.forecasts = forecasts;
        this.limits = limits;
        this.executions = new Executions(stipend.manager());
        this.meters = meters;
        this.tiers = tiers;
        this.prices = prices;
        this.filePools = filePools;
    }

    /**
     * Starts it. Blocks until the store answers, or not in its time.
     *
     * @throws io.stipend.core.error.StipendException when the store cannot be opened; nothing stays open
     */
    public static Deployment start(StipendConfig config) {
        return start(config, Extensions.none());
    }

    /** Starts it together with code of the caller's; see {@link #start(StipendConfig)}. */
    public static Deployment start(StipendConfig config, Extensions extensions) {
        EventDestination destination = config.events().open();
        EventPublisher publisher = extensions.publisher().apply(destination.publisher());
        try {
            StoreAdapter store = config.store().open();
            Telemetry telemetry = telemetry(config, extensions);
            try {
                return startOn(
                        config.blocks().over(watched(store, config, telemetry), telemetry),
                        config,
                        extensions,
                        telemetry,
                        new EventDestination(publisher, destination.deadLetters()));
            } catch (RuntimeException | Error e) {
                telemetry.close();
                store.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            publisher.close();
            throw e;
        }
    }

    /** A store whose journal is listened to: when accounts will be empty, and what another policy would have refused. */
    private static StoreAdapter watched(StoreAdapter store, StipendConfig config, Telemetry telemetry) {
        StoreAdapter watching = config.forecasts().watching(store, telemetry);
        return config.shadow()
                .file()
                .map(file -> config.shadow().trying(new FileShadow(file, telemetry), watching, telemetry))
                .orElse(watching);
    }

    private static Deployment startOn(
            StoreAdapter store,
            StipendConfig config,
            Extensions extensions,
            Telemetry telemetry,
            EventDestination destination) {
        StoreAdapter opened = store;
        try {
            Pools pools = Pools.open(store, config.pools().config(), telemetry);
            opened = pools.store();
            return start(config, extensions, pools, telemetry, destination);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static Deployment start(
            StipendConfig config,
            Extensions extensions,
            Pools pools,
            Telemetry telemetry,
            EventDestination destination) {
        Optional<FileTiers> fileTiers = extensions.tiers().isPresent()
                ? Optional.empty()
                : config.tiers().contents().map(contents -> new FileTiers(contents, config, telemetry));
        Optional<TierResolver> tiers = extensions
                .tiers()
                .map(resolver -> cached(resolver, config, telemetry))
                .or(() -> fileTiers);
        Optional<FilePrices> filePrices = extensions.prices().isPresent()
                ? Optional.empty()
                : config.prices().file().map(file -> new FilePrices(config.prices(), file, telemetry));
        PriceSource prices = extensions
                .prices()
                .or(() -> filePrices)
                .orElseGet(() -> config.prices().read());
        LimitPolicy ofKinds = config.limits().policy();
        Optional<FilePools> filePools = pools.list().isEmpty()
                ? Optional.empty()
                : Optional.of(new FilePools(pools, ofKinds, config, telemetry));
        LimitPolicy plain = filePools.<LimitPolicy>map(policy -> policy).orElse(ofKinds);
        LimitPolicy limits =
                tiers.map(resolver -> LimitPolicy.tiered(resolver, plain)).orElse(plain);
        Optional<ForecasterPlugin.Opened> forecasts = extensions.forecaster().isPresent()
                ? Optional.empty()
                : config.forecasts().open(pools.store().forecasts());
        try {
            Stipend.Builder stipend = Stipend.builder(forecasts
                            .map(opened -> opened.telling(pools.store()))
                            .orElse(pools.store()))
                    .limits(limits)
                    .config(config.manager())
                    .prices(prices)
                    .events(destination.publisher())
                    .deadLetters(destination.deadLetters())
                    .relay(config.relay())
                    .sweeper(config.sweeper())
                    .health(config.health())
                    .telemetry(telemetry);
            config.advice()
                    .advisor(pools.store().accountAdministration(), prices)
                    .ifPresent(stipend::advisor);
            extensions
                    .forecaster()
                    .or(() -> forecasts.map(ForecasterPlugin.Opened::forecaster))
                    .ifPresent(forecaster ->
                            stipend.forecaster(forecaster, config.forecasts().risk()));
            return new Deployment(
                    stipend.build(),
                    config,
                    pools,
                    extensions.meters(),
                    limits,
                    fileTiers,
                    filePrices,
                    filePools,
                    forecasts);
        } catch (RuntimeException | Error e) {
            forecasts.ifPresent(ForecasterPlugin.Opened::close);
            throw e;
        }
    }

    private static Telemetry telemetry(StipendConfig config, Extensions extensions) {
        MetricsSettings metrics = config.metrics();
        return metrics.enabled() ? Telemetry.on(extensions.meters(), metrics.name()) : Telemetry.none();
    }

    private static TierResolver cached(TierResolver resolver, StipendConfig config, Telemetry telemetry) {
        return resolver instanceof CachingTierResolver
                ? resolver
                : new CachingTierResolver(resolver, config.tiers().cache(), telemetry);
    }

    /**
     * Opens the store of a configuration and nothing else: for tools that look at the books. The caller closes it.
     *
     * @throws io.stipend.core.error.StipendException when it cannot be opened
     */
    public static StoreAdapter openStore(StipendConfig config) {
        return config.store().open();
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

    /** The pools that the configuration gives shares of; there may be none. */
    public Pools pools() {
        return pools;
    }

    /** Reserves, and waits for a share of a pool; a request that names no pool with shares is the manager's. */
    public PoolQueue queue() {
        return queue;
    }

    /** Show accounts, set limits, grant, adjust. */
    public AccountAdministration accounts() {
        return stipend.accounts();
    }

    /** The books as they are stored: for lists, histories and verification, not for the hot path. */
    public BookInspection books() {
        return stipend.books();
    }

    /** Which tier each user has; empty if users have none. */
    public Optional<TierResolver> tiers() {
        return limits.tiers();
    }

    /** The tiers that the configuration defines, the standard one first; none where a program says which tier users have. */
    public Collection<Tier> definedTiers() {
        return tiers.map(FileTiers::all).orElse(List.of());
    }

    /** The forecaster that the configuration asks for; nothing where it asks for none, or a program brings one. */
    public Optional<BudgetForecaster> forecaster() {
        return forecasts.map(ForecasterPlugin.Opened::forecaster);
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

    /**
     * Reads the price list now, whether it has changed or not. Does nothing where prices come from elsewhere. Blocks while it
     * reads.
     *
     * @throws io.stipend.core.error.StipendException with all that is wrong with it; the prices stay what they were
     */
    public void reloadPrices() {
        prices.ifPresent(FilePrices::reload);
    }

    /**
     * Reads what members of pools are entitled to now, whether the file has changed or not. Does nothing where no pools are defined. Blocks
     * while it reads.
     *
     * @throws io.stipend.core.error.StipendException with all that is wrong with it; the pools stay what they were
     */
    public void reloadPools() {
        filePools.ifPresent(FilePools::reload);
    }

    /** Stops, in order: executions are opened and renewed no more; what was learned last is kept; then as {@link Stipend#close} does. */
    @Override
    @SuppressWarnings("try") // both are only to be closed
    public void close() {
        ForecasterPlugin.Opened learned = forecasts.orElse(null);
        try (stipend;
                learned;
                executions) {}
    }
}
