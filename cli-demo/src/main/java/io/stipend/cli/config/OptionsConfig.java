package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.settings.Origin;
import io.stipend.deploy.settings.Problem;
import io.stipend.deploy.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Configurations that the options of a command make. */
public final class OptionsConfig {

    private OptionsConfig() {}

    /** Nothing yet. The variables that configure a deployment do not apply: what is typed is meant. */
    public static ConfigSource source() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("STIPEND_"));
        return ConfigSource.of(environment);
    }

    /** A file and the environment; without one, the file that the environment names, if it names one. */
    public static ConfigSource source(@Nullable Path file) {
        ConfigSource environment = ConfigSource.of(System.getenv());
        return file == null ? environment.withFileOfEnvironment() : environment.withFile(file);
    }

    /** Reads a configuration; what is wrong with options is wrong usage. */
    public static StipendConfig load(CommandSpec spec, ConfigSource source) {
        try {
            return source.load();
        } catch (SettingsException e) {
            if (e.problems().stream().allMatch(problem -> problem.origin() instanceof Origin.InOption)) {
                throw Usage.wrong(
                        spec, e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n  ")));
            }
            throw e;
        }
    }
}
