package io.stipend.deploy;

import io.stipend.config.KeyPath;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.sections.AdviceSettings;
import io.stipend.deploy.sections.BlockSettings;
import io.stipend.deploy.sections.EventsSection;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.ManagerKeys;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.PoolSettings;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.deploy.sections.ShadowSettings;
import io.stipend.deploy.sections.StoreSection;
import io.stipend.deploy.sections.TierKeys;
import io.stipend.deploy.sections.TierReading;
import io.stipend.deploy.sections.TierSettings;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.deploy.settings.Problems;
import io.stipend.deploy.settings.References;
import io.stipend.deploy.settings.Settings;
import io.stipend.deploy.settings.SettingsReader;
import io.stipend.events.EventsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a configuration: what was given, what that means, and all that is wrong with it. */
final class ConfigReader {

    /**
     * What was read.
     *
     * @param config what it means
     * @param settings what was given, and what holds by default
     */
    record Loaded(StipendConfig config, Settings settings) {}

    private final ConfigSource source;
    private final Problems problems = new Problems();
    private final List<FileStamp> stamps = new ArrayList<>();

    /** Whether a file could not be read at all: nobody knows then what is missing. */
    private boolean unreadable;

    private ConfigReader(ConfigSource source) {
        this.source = source;
    }

    /**
     * Reads a file, if there is one, the environment and options.
     *
     * @throws io.stipend.deploy.settings.SettingsException with all that is wrong
     */
    static Loaded read(ConfigSource source) {
        return new ConfigReader(source).read();
    }

    private Loaded read() {
        CheckedSettings settings = new CheckedSettings(settings(), problems);
        if (unreadable) {
            problems.throwAny();
        }
        Optional<StoreConfig> store = StoreSection.read(settings, source.environment());
        Optional<EventsConfig> events = EventsSection.read(settings);
        LimitSettings limits = LimitSettings.read(settings);
        TierSettings tiers = TierReading.read(settings, limits.user());
        PriceSettings prices = PriceSettings.of(settings, folder());
        ForecastSettings forecasts = ForecastSettings.of(settings, folder());
        AdviceSettings advice = AdviceSettings.of(settings);
        ShadowSettings shadow = ShadowSettings.of(settings, folder());
        PoolSettings pools = PoolSettings.of(settings);
        BlockSettings blocks = BlockSettings.of(settings);
        var manager = ManagerKeys.read(settings);
        ServerSettings server = ServerSettings.read(settings);
        settings.check(EventRelay.Config.RULE);
        problems.throwAny();
        Settings given = settings.settings();
        StipendConfig config = new StipendConfig(
                store.orElseThrow(),
                events.orElseThrow(),
                manager,
                limits,
                tiers,
                prices,
                forecasts,
                advice,
                shadow,
                pools,
                blocks,
                EventRelay.Config.of(given.values(KeyPath.ROOT, EventRelay.Config.KEYS)),
                Sweeper.Config.of(given.values(KeyPath.ROOT, Sweeper.Config.KEYS)),
                Health.Config.of(given.values(KeyPath.ROOT, Health.Config.KEYS)),
                MetricsSettings.of(given.values(KeyPath.ROOT, MetricsSettings.KEYS)),
                server,
                source.withStamps(stamps));
        return new Loaded(config, given);
    }

    private Settings settings() {
        Path folder = folder();
        SettingsReader reader =
                new SettingsReader(StipendKeys.CATALOGUE, new References(source.environment(), folder), problems);
        source.file().ifPresent(main -> read(reader, main, main.toString(), KeyPath.ROOT));
        reader.environment(source.environment(), StipendKeys.OTHER_VARIABLES);
        source.options().forEach(option -> reader.option(option.name(), option.key(), option.value()));
        reader.settings()
                .find(TierKeys.FILE)
                .ifPresent(name -> read(reader, folder.resolve(name), name.toString(), TierKeys.SECTION));
        return reader.settings();
    }

    /** What paths in the file are relative to. */
    private Path folder() {
        return source.file().map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
    }

    private void read(SettingsReader reader, Path path, String name, KeyPath section) {
        stamps.add(FileStamp.of(path));
        unreadable |= !reader.file(path, name, section);
    }
}
