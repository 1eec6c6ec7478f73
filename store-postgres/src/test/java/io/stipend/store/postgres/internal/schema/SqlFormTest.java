package io.stipend.store.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The SQL can be read: functions fit a screen, each file says what it is for, and no fact stands twice. */
final class SqlFormTest {

    private static final Pattern FUNCTION = Pattern.compile(
            "^CREATE (?:OR REPLACE )?FUNCTION (\\w+).*?(?:\\$\\$.*?\\$\\$;|^    RETURN .*?;$)",
            Pattern.MULTILINE | Pattern.DOTALL);

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).toList();
        }
    }

    @Test
    void noFunctionIsLongerThanSeventyLines() throws IOException {
        List<String> names = new ArrayList<>();
        List<String> tooLong = new ArrayList<>();
        for (Path file : files()) {
            Matcher function = FUNCTION.matcher(Files.readString(file));
            while (function.find()) {
                names.add(function.group(1));
                if (function.group().lines().count() > 70) {
                    tooLong.add(function.group(1));
                }
            }
        }
        assertThat(names).contains("max_amount", "run_batch", "run_commands", "missed_when_due");
        assertThat(tooLong).isEmpty();
    }

    @Test
    void theLargestAmountStandsOnce() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            Matcher number = Pattern.compile("9007199254740991").matcher(Files.readString(file));
            while (number.find()) {
                found.add(file.getFileName().toString());
            }
        }
        assertThat(found).containsExactly("fragments.sql");
    }

    @Test
    void onlyTheConstructorKnowsTheOrderOfAnEntrysColumns() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : files()) {
            Matcher row = Pattern.compile("ROW\\(([^()]*,){12}").matcher(Files.readString(file));
            while (row.find()) {
                rows.add(file.getFileName().toString());
            }
        }
        assertThat(rows).containsExactly("R__2_entries.sql");
    }

    @Test
    void eachFileSaysWhatGoesInWhatComesOutAndWhatHolds() throws IOException {
        for (Path file : files()) {
            if (!file.endsWith("fragments.sql")) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .startsWith("-- ")
                        .contains("-- Inputs:", "-- Output", "-- Invariants:");
            }
        }
    }
}
