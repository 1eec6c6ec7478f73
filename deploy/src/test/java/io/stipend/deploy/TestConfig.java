package io.stipend.deploy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stipend.deploy.settings.Problem;
import io.stipend.deploy.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A configuration file of a test's own. */
final class TestConfig {

    static final String NAME = "stipend.yaml";

    private final Path folder;

    TestConfig(Path folder) {
        this.folder = folder;
    }

    Path file() {
        return folder.resolve(NAME);
    }

    /** Writes another file beside it, at once, as whoever deploys should. */
    Path write(String name, String text) {
        try {
            Path unfinished = Files.writeString(folder.resolve(name + ".new"), text);
            return Files.move(
                    unfinished,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StipendConfig load(String text) {
        return load(text, Map.of());
    }

    StipendConfig load(String text, Map<String, String> environment) {
        return StipendConfig.load(write(NAME, text), environment);
    }

    /** What is wrong with it, each without the folder's name. */
    List<String> problems(String text, Map<String, String> environment) {
        SettingsException failure = catchThrowableOfType(SettingsException.class, () -> load(text, environment));
        return failure == null
                ? List.of()
                : failure.problems().stream()
                        .map(Problem::toString)
                        .map(problem -> problem.replace(folder + "/", ""))
                        .toList();
    }

    List<String> problems(String text) {
        return problems(text, Map.of());
    }
}
