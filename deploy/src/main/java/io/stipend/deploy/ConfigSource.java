package io.stipend.deploy;

import io.stipend.config.KeyPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration is read, and can be read again: a file, the environment, and the options of a command line. Options
 * win over the environment, and that over the file. Immutable. Its text shows neither the environment nor what options say.
 */
public final class ConfigSource {

    /** A configuration that is made in code. */
    public static final ConfigSource NONE = of(Map.of());

    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final List<Option> options;
    private final List<FileStamp> stamps;

    /**
     * What an option of a command line says.
     *
     * @param name the option, which messages name
     * @param key the key that it sets
     */
    record Option(String name, KeyPath key, String value) {}

    private ConfigSource(
            Optional<Path> file, Map<String, String> environment, List<Option> options, List<FileStamp> stamps) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.options = List.copyOf(options);
        this.stamps = List.copyOf(stamps);
    }

    /** An environment, such as {@code System.getenv()}, and no file. */
    public static ConfigSource of(Map<String, String> environment) {
        return new ConfigSource(Optional.empty(), environment, List.of(), List.of());
    }

    /** The same and a YAML file. */
    public ConfigSource withFile(Path yaml) {
        return new ConfigSource(Optional.of(yaml), environment, options, stamps);
    }

    /** The same and the file that the variable {@code STIPEND_CONFIG} names, if it is set. */
    public ConfigSource withFileOfEnvironment() {
        Optional<Path> named = Optional.ofNullable(environment.get(StipendKeys.FILE_VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        return named.map(this::withFile).orElse(this);
    }

    /**
     * The same and what an option of a command line says.
     *
     * @param name the option as it was typed, such as {@code --store-url}, for messages
     * @param key the key that it sets, such as {@code store.url}
     */
    public ConfigSource withOption(String name, String key, String value) {
        return withOption(name, KeyPath.of(key), value);
    }

    /** The same with a key whose path has a name of the user's. */
    public ConfigSource withOption(String name, KeyPath key, String value) {
        List<Option> more = new ArrayList<>(options);
        more.add(new Option(name, key, value));
        return new ConfigSource(file, environment, more, stamps);
    }

    /**
     * Reads it.
     *
     * @throws io.stipend.deploy.settings.SettingsException with all that is wrong with it
     */
    public StipendConfig load() {
        return ConfigReader.read(this).config();
    }

    /** The same with the files as they were just before they were read. */
    ConfigSource withStamps(List<FileStamp> files) {
        return new ConfigSource(file, environment, options, files);
    }

    List<FileStamp> stamps() {
        return stamps;
    }

    /** The file, if there is one. */
    public Optional<Path> file() {
        return file;
    }

    /** Whether the file or the environment configures a store; options are not looked at. */
    public boolean isConfigured() {
        return file.isPresent()
                || environment.keySet().stream().anyMatch(name -> name.startsWith(StipendKeys.STORE_VARIABLES));
    }

    Map<String, String> environment() {
        return environment;
    }

    List<Option> options() {
        return options;
    }

    @Override
    public String toString() {
        return stamps.stream().map(FileStamp::path).toList().toString();
    }
}
