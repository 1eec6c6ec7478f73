package io.stipend.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    private static final String LIMIT = "is longer than 1,048,576 characters";

    private static LineReader reader(String text) {
        return new LineReader("log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "\r\n", "a", "a\nb", "a\r\n\r\nb\n", "\n\r", "ä\r\r\n€\n\n"})
    void linesAreThoseOfTheJdk(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        LineReader reader = reader(text);
        for (String line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
            assertThat(reader.number()).isEqualTo(lines.size());
        }

        assertThat(lines).isEqualTo(text.lines().toList());
    }

    @Test
    void theLongestLineIsRead_andALongerOneIsAnError() throws IOException {
        String longest = "x".repeat(LineReader.MAX_LENGTH);
        LineReader reader = reader("short\n" + longest + "\n" + longest + "x");

        assertThat(reader.next()).isEqualTo("short");
        assertThat(reader.next()).isEqualTo(longest);
        assertThatThrownBy(reader::next)
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContaining("log, line 3: " + LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "events tail", "config check", "replay --skip-bad-lines"})
    @EnabledOnOs(OS.LINUX)
    void noCommandReadsADeviceForEver(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("/dev/zero");

        CommandRun run = CommandRun.of(words.toArray(String[]::new));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("/dev/zero", "is longer than")
                .containsAnyOf("line 1:", "/dev/zero:1:")
                .doesNotContain("\tat ", "defect");
    }

    @Test
    void anEventThatIsTooLongIsSaidSo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("events.jsonl"), "\n{\"a\":\"" + "x".repeat(1 << 20) + "\"}\n");

        assertThat(CommandRun.of("events", "tail", file.toString()).err()).contains(file + ", line 2: " + LIMIT);
    }
}
