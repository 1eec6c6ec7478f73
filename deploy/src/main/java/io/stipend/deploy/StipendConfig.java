package io.stipend.deploy;

import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.sections.BlockSettings;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.deploy.sections.TierSettings;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.events.EventsConfig;
import java.nio.file.Path;
import java.util.Map;

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
                BlockSettings.NONE,
                EventRelay.Config.DEFAULT,
                Sweeper.Config.DEFAULT,
                Health.Config.DEFAULT,
                MetricsSettings.DEFAULT,
                ServerSettings.DEFAULT,
                ConfigSource.NONE);
    }

    public StipendConfig withEvents(EventsConfig other) {
        return new StipendConfig(
                store, other, manager, limits, tiers, prices, forecasts, blocks, relay, sweeper, health, metrics,
                server, source);
    }

    public StipendConfig withManager(ManagerConfig other) {
        return new StipendConfig(
                store, events, other, limits, tiers, prices, forecasts, blocks, relay, sweeper, health, metrics, server,
                source);
    }

    public StipendConfig withLimits(LimitSettings other) {
        return new StipendConfig(
                store, events, manager, other, tiers, prices, forecasts, blocks, relay, sweeper, health, metrics,
                server, source);
    }

    /** Other tiers, which are then not looked for in a file. */
    public StipendConfig withTiers(TierSettings other) {
        return new StipendConfig(
                store,
                events,
                manager,
                limits,
                other,
                prices,
                forecasts,
                blocks,
                relay,
                sweeper,
                health,
                metrics,
                server,
                ConfigSource.NONE);
    }

    public StipendConfig withPrices(PriceSettings other) {
        return new StipendConfig(
                store, events, manager, limits, tiers, other, forecasts, blocks, relay, sweeper, health, metrics,
                server, source);
    }

    public StipendConfig withForecasts(ForecastSettings value) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, value, blocks, relay, sweeper, health, metrics, server,
                source);
    }

    public StipendConfig withBlocks(BlockSettings value) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, forecasts, value, relay, sweeper, health, metrics,
                server, source);
    }

    public StipendConfig withRelay(EventRelay.Config other) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, forecasts, blocks, other, sweeper, health, metrics,
                server, source);
    }

    public StipendConfig withSweeper(Sweeper.Config other) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, forecasts, blocks, relay, other, health, metrics, server,
                source);
    }

    public StipendConfig withHealth(Health.Config other) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, forecasts, blocks, relay, sweeper, other, metrics,
                server, source);
    }

    public StipendConfig withMetrics(MetricsSettings other) {
        return new StipendConfig(
                store, events, manager, limits, tiers, prices, forecasts, blocks, relay, sweeper, health, other, server,
                source);
    }

    /** Another HTTP service, whose keys are then not looked for in a file. */
    public StipendConfig withServer(ServerSettings other) {
        return new StipendConfig(
                store,
                events,
                manager,
                limits,
                tiers,
                prices,
                forecasts,
                blocks,
                relay,
                sweeper,
                health,
                metrics,
                other,
                ConfigSource.NONE);
    }
}
