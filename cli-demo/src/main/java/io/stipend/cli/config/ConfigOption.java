package io.stipend.cli.config;

import io.stipend.deploy.StipendConfig;
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
    public Optional<Path> file() {
        return Optional.ofNullable(file).or(ConfigOption::ofEnvironment);
    }

    /** The configuration in that file and the environment, if there is a file. */
    public Optional<StipendConfig> read() {
        return file().map(path -> StipendConfig.load(path, environment()));
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
