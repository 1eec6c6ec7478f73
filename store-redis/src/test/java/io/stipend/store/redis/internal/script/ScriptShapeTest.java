package io.stipend.store.redis.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lua that can be read: functions fit a screen, a number is written once, a file says what it takes and gives. */
final class ScriptShapeTest {

    private static final int MAX_FUNCTION_LINES = 70;
    private static final int MAX_FILE_LINES = 180;
    private static final Pattern FUNCTION = Pattern.compile("^( *)(?:local )?function .*");
    private static final Pattern LONG_NUMBER = Pattern.compile("\\b[0-9]{5,}\\b");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/stipend/store/redis/internal/script"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void functionsFitAScreen(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeLessThanOrEqualTo(MAX_FILE_LINES);
        for (int begin = 0; begin < lines.size(); begin++) {
            Matcher function = FUNCTION.matcher(lines.get(begin));
            if (function.matches()) {
                int end = lines.subList(begin, lines.size()).indexOf(function.group(1) + "end");
                assertThat(end).as("%s: %s", file, lines.get(begin)).isBetween(1, MAX_FUNCTION_LINES - 1);
            }
        }
    }

    @Test
    void theLargestAmountIsWrittenOnce() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            LONG_NUMBER.matcher(Files.readString(file)).results().forEach(number -> found.add(number.group()));
        }
        assertThat(found).containsExactly(Long.toString((1L << 53) - 1));
    }

    /** Also the parts that scripts include: what they need around them, and what they make. */
    @ParameterizedTest
    @MethodSource("files")
    void everyFileSaysWhatItIs(Path file) throws IOException {
        assertThat(Files.readAllLines(file).get(0)).as("%s", file).startsWith("-- ");
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void everyScriptSaysWhatItTakesAndGives(Script script) {
        assertThat(Script.resource(script.name().toLowerCase(Locale.ROOT)))
                .contains("\n-- KEYS  ")
                .contains("\n-- gives ");
    }

    /** One file is one idea: a rule that two scripts need is in a file that both include. */
    @Test
    void noFunctionOfMoreThanTenLinesIsThereTwice() throws IOException {
        List<String> bodies = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int begin = 0; begin < lines.size(); begin++) {
                Matcher function = FUNCTION.matcher(lines.get(begin));
                if (function.matches()) {
                    int end = lines.subList(begin, lines.size()).indexOf(function.group(1) + "end");
                    if (end > 10) {
                        bodies.add(String.join("\n", lines.subList(begin + 1, begin + end)));
                    }
                }
            }
        }
        assertThat(bodies).doesNotHaveDuplicates();
    }
}
