package io.stipend.deploy;

import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.sections.AdviceSettings;
import io.stipend.deploy.sections.BlockSettings;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.PoolSettings;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.deploy.sections.ShadowSettings;
import io.stipend.deploy.sections.TierSettings;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.events.EventsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All that a deployment is made of. Read from a file and the environment with {@link #load}, or put together in code,
 * starting from {@link #of}. Immutable; its text shows no secret. Every key of the file is in {@code
 * docs/configuration.md}.
 *
 * @param store where the books are kept
 * @param events where events go
 * @param manager how the manager judges
 * @param limits what accounts may use
 * @param tiers what users may use by the tier they have
 * @param prices what the calls of models cost
 * @param forecasts whether what steps will use is forecast
 * @param advice what steps are advised that ask for it
 * @param shadow whether another policy is tried beside the one in force
 * @param pools which pools have members with fair shares
 * @param blocks whether reserves of busy accounts are served from blocks that this node holds
 * @param relay how events are taken from the store
 * @param sweeper how leases that have run out are found
 * @param health how health is judged
 * @param metrics whether numbers go to the meter registry, and as whose
 * @param server how the HTTP service listens, for whoever runs it
 * @param source where it was read
 */
public record StipendConfig(
        StoreConfig store,
        EventsConfig events,
        ManagerConfig manager,
        LimitSettings limits,
        TierSettings tiers,
        PriceSettings prices,
        ForecastSettings forecasts,
        AdviceSettings advice,
        ShadowSettings shadow,
        PoolSettings pools,
        BlockSettings blocks,
        EventRelay.Config relay,
        Sweeper.Config sweeper,
        Health.Config health,
        MetricsSettings metrics,
        ServerSettings server,
        ConfigSource source) {

    /**
     * Reads a configuration.
     *
     * @param file the YAML file
     * @param environment the environment, such as {@code System.getenv()}: its {@code STIPEND_} variables win over the
     *     file
     * @throws SettingsException with all that is wrong with it
     */
    public static StipendConfig load(Path file, Map<String, String> environment) {
        return ConfigSource.of(environment).withFile(file).load();
    }

    /**
     * Reads a configuration from the file that the variable {@code STIPEND_CONFIG} names, if it is set, and from the other
     * {@code STIPEND_} variables.
     *
     * @param environment the environment, such as {@code System.getenv()}
     * @throws SettingsException with all that is wrong with it
     */
    public static StipendConfig load(Map<String, String> environment) {
        return ConfigSource.of(environment).withFileOfEnvironment().load();
    }

    /** A configuration with this store, and everything else by default: {@code of(MemoryConfig.DEFAULT)}. */
    public static StipendConfig of(StoreConfig store) {
        return new StipendConfig(
                store,
                EventsConfig.none(),
                ManagerConfig.DEFAULT,
                LimitSettings.DEFAULT,
                TierSettings.NONE,
                PriceSettings.NONE,
                ForecastSettings.NONE,
                AdviceSettings.NONE,
                ShadowSettings.NONE,
                PoolSettings.NONE,
                BlockSettings.NONE,
                EventRelay.Config.DEFAULT,
                Sweeper.Config.DEFAULT,
                Health.Config.DEFAULT,
                MetricsSettings.DEFAULT,
                ServerSettings.DEFAULT,
                ConfigSource.NONE);
    }

    public StipendConfig withEvents(EventsConfig other) {
        return with(parts -> parts.events = other);
    }

    public StipendConfig withManager(ManagerConfig other) {
        return with(parts -> parts.manager = other);
    }

    public StipendConfig withLimits(LimitSettings other) {
        return with(parts -> parts.limits = other);
    }

    /** Other tiers, which are then not looked for in a file. */
    public StipendConfig withTiers(TierSettings other) {
        return with(parts -> {
            parts.tiers = other;
            parts.source = ConfigSource.NONE;
        });
    }

    public StipendConfig withPrices(PriceSettings other) {
        return with(parts -> parts.prices = other);
    }

    public StipendConfig withForecasts(ForecastSettings other) {
        return with(parts -> parts.forecasts = other);
    }

    public StipendConfig withAdvice(AdviceSettings other) {
        return with(parts -> parts.advice = other);
    }

    public StipendConfig withShadow(ShadowSettings other) {
        return with(parts -> parts.shadow = other);
    }

    public StipendConfig withPools(PoolSettings other) {
        return with(parts -> parts.pools = other);
    }

    public StipendConfig withBlocks(BlockSettings other) {
        return with(parts -> parts.blocks = other);
    }

    public StipendConfig withRelay(EventRelay.Config other) {
        return with(parts -> parts.relay = other);
    }

    public StipendConfig withSweeper(Sweeper.Config other) {
        return with(parts -> parts.sweeper = other);
    }

    public StipendConfig withHealth(Health.Config other) {
        return with(parts -> parts.health = other);
    }

    public StipendConfig withMetrics(MetricsSettings other) {
        return with(parts -> parts.metrics = other);
    }

    /** Another HTTP service, whose keys are then not looked for in a file. */
    public StipendConfig withServer(ServerSettings other) {
        return with(parts -> {
            parts.server = other;
            parts.source = ConfigSource.NONE;
        });
    }

    private StipendConfig with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.config();
    }

    /** A configuration in the making. */
    private static final class Parts {

        private final StoreConfig store;
        private EventsConfig events;
        private ManagerConfig manager;
        private LimitSettings limits;
        private TierSettings tiers;
        private PriceSettings prices;
        private ForecastSettings forecasts;
        private AdviceSettings advice;
        private ShadowSettings shadow;
        private PoolSettings pools;
        private BlockSettings blocks;
        private EventRelay.Config relay;
        private Sweeper.Config sweeper;
        private Health.Config health;
        private MetricsSettings metrics;
        private ServerSettings server;
        private ConfigSource source;

        private Parts(StipendConfig config) {
            store = config.store;
            events = config.events;
            manager = config.manager;
            limits = config.limits;
            tiers = config.tiers;
            prices = config.prices;
            forecasts = config.forecasts;
            advice = config.advice;
            shadow = config.shadow;
            pools = config.pools;
            blocks = config.blocks;
            relay = config.relay;
            sweeper = config.sweeper;
            health = config.health;
            metrics = config.metrics;
            server = config.server;
            source = config.source;
        }

        private StipendConfig config() {
            return new StipendConfig(
                    store, events, manager, limits, tiers, prices, forecasts, advice, shadow, pools, blocks, relay,
                    sweeper, health, metrics, server, source);
        }
    }
}
