package io.stipend.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration was read, so that it can be read again. Immutable. Its text does not show the environment. One that
 * is made in code is {@link #NONE}.
 */
public final class ConfigSource {

    /** Code. */
    public static final ConfigSource NONE = new ConfigSource(Optional.empty(), Map.of(), List.of());

    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final List<FileStamp> stamps;

    ConfigSource(Optional<Path> file, Map<String, String> environment, List<FileStamp> stamps) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.stamps = List.copyOf(stamps);
    }

    /** The files as they were just before they were read. */
    List<FileStamp> stamps() {
        return stamps;
    }

    /** Reads it again. */
    StipendConfig load() {
        return ConfigReader.read(file, environment).config();
    }

    @Override
    public String toString() {
        return stamps.stream().map(FileStamp::path).toList().toString();
    }
}
