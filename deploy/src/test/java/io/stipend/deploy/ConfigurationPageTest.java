package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page names every key there is and none that is not, with its type, default and variable as they are in code. */
final class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");

    @TempDir
    private Path folder;

    @Test
    void thePageHasEveryKeyAsItIsInCode() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(ConfigCheck.keys().stream()
                        .map(ConfigurationPageTest::row)
                        .toList());
    }

    /** What is shown as an example can be used as it stands. */
    @Test
    void theExamplesCanBeUsed() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```yaml\n");
        TestConfig config = new TestConfig(folder);
        Files.writeString(folder.resolve("pg-password"), "s3cret\n");
        int examples = 0;
        while (begin >= 0) {
            int end = page.indexOf("```", begin + 3);
            String example = page.substring(begin + "```yaml\n".length(), end)
                    .replace(
                            "/run/secrets/pg-password",
                            folder.resolve("pg-password").toString());
            assertThat(config.problems(example, Map.of("KAFKA_JAAS", "x")))
                    .as(example)
                    .isEmpty();
            examples++;
            begin = page.indexOf("```yaml\n", end);
        }
        assertThat(examples).isPositive();
    }

    private static String row(ConfigCheck.KeyInfo key) {
        return "| `" + key.key() + "` | " + key.expected() + " | " + quoted(key.defaultValue()) + " | "
                + quoted(key.variable()) + " | " + key.about() + " |";
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
