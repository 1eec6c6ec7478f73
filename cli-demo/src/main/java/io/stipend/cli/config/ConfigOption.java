package io.stipend.cli.config;

import io.stipend.deploy.ConfigSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a deployment's configuration file. */
public final class ConfigOption {

    private static final String VARIABLE = "STIPEND_CONFIG";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A deployment's configuration, see docs/configuration.md (default: the file that"
                    + " STIPEND_CONFIG names).")
    private @Nullable Path file;

    /** Whether it was typed. */
    public boolean isGiven() {
        return file != null;
    }

    /** The file, typed or of the environment. */
    private Optional<Path> file() {
        return Optional.ofNullable(file).or(ConfigOption::ofEnvironment);
    }

    /** That file and the environment, if there is a file. */
    public Optional<ConfigSource> source() {
        return file().map(ConfigSource.of(environment())::withFile);
    }

    static Map<String, String> environment() {
        return System.getenv();
    }

    static Optional<Path> ofEnvironment() {
        return Optional.ofNullable(environment().get(VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }
}
