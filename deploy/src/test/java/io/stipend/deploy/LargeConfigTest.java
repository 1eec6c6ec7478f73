package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Much configuration takes no longer than its length, and what has no end is told from a configuration. */
final class LargeConfigTest {

    private static final String MEMORY = "store:\n  type: memory\n";

    @TempDir
    private Path folder;

    private TestConfig config;

    @BeforeEach
    void prepare() {
        config = new TestConfig(folder);
    }

    /** At a quadratic pace this would take half an hour, and a test has five minutes. */
    @Test
    void aCheckReadsTwoHundredThousandUsers() {
        String users = IntStream.range(0, 200_000)
                .mapToObj(i -> "    user" + i + ": pro\n")
                .collect(Collectors.joining());
        Path file = config.write(
                TestConfig.NAME, MEMORY + "tiers:\n  definitions:\n    pro:\n      credits: 5\n  users:\n" + users);

        ConfigCheck check = ConfigCheck.of(ConfigSource.of(Map.of()).withFile(file));

        assertThat(check.effective())
                .anySatisfy(
                        line -> assertThat(line.key() + ": " + line.value()).isEqualTo("tiers.users: 200000 users"));
        assertThat(check.config().tiers().contents()).isPresent();
    }

    @Test
    void aLineThatIsTooLongIsSaidSo() {
        assertThat(config.problems(MEMORY + "# " + "x".repeat(1 << 20) + "\n"))
                .containsExactly("stipend.yaml:3: is longer than 1048576 bytes; give 'key: value' lines");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileWithoutAnEndIsSaidSo() throws IOException {
        Files.createSymbolicLink(folder.resolve("zero.yaml"), Path.of("/dev/zero"));

        assertThat(config.problems(MEMORY + "tiers:\n  file: zero.yaml\n"))
                .containsExactly("zero.yaml:1: is longer than 1048576 bytes; give 'key: value' lines");
        assertThat(config.problems(MEMORY + "events:\n  type: ${file:/dev/zero}\n"))
                .singleElement()
                .asString()
                .contains("more than 1048576 bytes");
    }

    @Test
    void namesAreThoseDirectlyUnderASection() {
        List<String> problems =
                config.problems(MEMORY + "tiers:\n  definitions:\n    a:\n      credits: 1\n  users:\n    u.v: b\n");

        assertThat(problems).singleElement().asString().contains("no such tier is defined; there are a");
    }
}
