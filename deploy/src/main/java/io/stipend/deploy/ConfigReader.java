package io.stipend.deploy;

import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.Problems;
import io.stipend.deploy.settings.References;
import io.stipend.deploy.settings.Settings;
import io.stipend.deploy.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final Problems problems = new Problems();
    private final List<FileStamp> stamps = new ArrayList<>();

    /** Whether a file could not be read at all: nobody knows then what is missing. */
    private boolean unreadable;

    private ConfigReader(Optional<Path> file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * Reads a file, if there is one, and the environment.
     *
     * @throws io.stipend.deploy.settings.SettingsException with all that is wrong
     */
    static Loaded read(Optional<Path> file, Map<String, String> environment) {
        return new ConfigReader(file, environment).read();
    }

    private Loaded read() {
        Settings settings = settings();
        if (unreadable) {
            problems.throwAny();
        }
        Reading reading = new Reading(settings, problems);
        Optional<StoreSettings> store = StoreReading.read(reading, environment);
        Optional<EventsSettings> events = EventsKeys.read(reading);
        LimitSettings limits = LimitKeys.read(reading);
        TierSettings tiers = TierReading.read(reading, limits.user());
        var manager = ManagerKeys.read(reading);
        var relay = BackgroundKeys.relay(reading);
        var sweeper = BackgroundKeys.sweeper(reading);
        problems.throwAny();
        StipendConfig config = new StipendConfig(
                store.orElseThrow(),
                events.orElseThrow(),
                manager,
                limits,
                tiers,
                relay,
                sweeper,
                BackgroundKeys.health(reading),
                BackgroundKeys.metrics(reading),
                new ConfigSource(file, environment, stamps));
        return new Loaded(config, settings);
    }

    private Settings settings() {
        Path folder = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
        SettingsReader reader = new SettingsReader(Keys.CATALOGUE, new References(environment, folder), problems);
        file.ifPresent(main -> read(reader, main, main.toString(), KeyPath.ROOT));
        reader.environment(environment, Keys.OTHER_VARIABLES);
        reader.settings()
                .find(TierKeys.FILE)
                .ifPresent(name -> read(reader, folder.resolve(name), name.toString(), TierKeys.SECTION));
        return reader.settings();
    }

    private void read(SettingsReader reader, Path path, String name, KeyPath section) {
        stamps.add(FileStamp.of(path));
        unreadable |= !reader.file(path, name, section);
    }
}
