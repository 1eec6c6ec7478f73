package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.config.Key;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in any key, at any letter, gets the right suggestion; so does one in any variable. */
final class MisspeltTest {

    private static final String ANY = "any";

    @TempDir
    private Path folder;

    /** All of them in one file: each is complained of by itself. */
    @Test
    void aSlipInAnyKeyIsCaughtAndPutRight() {
        Map<String, Object> file = new LinkedHashMap<>();
        Set<String> expected = new LinkedHashSet<>();
        for (Key<?> key : StipendKeys.CATALOGUE.keys()) {
            List<String> path = named(key);
            for (int at = 0; at < path.size(); at++) {
                if (path.get(at).equals(ANY)) {
                    continue;
                }
                String section = String.join(".", path.subList(0, at)) + (at == 0 ? "" : ".");
                for (String slip : slips(path.get(at))) {
                    under(file, path.subList(0, at)).put(slip, "x");
                    expected.add(section + slip + " is no key; did you mean " + section + path.get(at) + "?");
                }
            }
        }

        List<String> problems = new TestConfig(folder).problems(written(file, 0));

        assertThat(expected).hasSizeGreaterThan(2_000);
        assertThat(problems)
                .map(problem -> problem.replaceFirst("^[^ ]*: ", ""))
                .containsAll(expected);
    }

    /** Abbreviations look alike and lie hours apart, so none is corrected to another. */
    @ParameterizedTest
    @CsvSource({
        "EST, America/New_York",
        "pst, America/Los_Angeles",
        "CEST, Europe/Berlin",
        "utc, UTC",
        "Europe/Berln, Europe/Berlin",
        "europe-berlin, Europe/Berlin",
        "QQT,",
        "EETT,"
    })
    void aZoneIsTakenForOneThatIsNoHourAway(String typed, String meant) {
        List<String> problems =
                new TestConfig(folder).problems("store: {type: memory}\nlimits: {user: {zone: " + typed + "}}\n");

        assertThat(problems)
                .containsExactly("stipend.yaml:2: limits.user.zone is '" + typed
                        + "'; give a time zone such as UTC or Europe/Berlin"
                        + (meant == null ? "" : "; did you mean " + meant + "?"));
    }

    @Test
    void aSlipInAnyVariableIsCaughtAndPutRight() {
        Map<String, String> environment = new HashMap<>();
        Set<String> expected = new LinkedHashSet<>();
        for (Key<?> key : StipendKeys.CATALOGUE.keys()) {
            StipendKeys.CATALOGUE.variable(key).ifPresent(variable -> {
                for (String slip : slips(variable.substring(StipendKeys.PREFIX.length()))) {
                    environment.put(StipendKeys.PREFIX + slip, "x");
                    expected.add(
                            StipendKeys.PREFIX + slip + " is no variable of Stipend's; did you mean " + variable + "?");
                }
            });
        }

        List<String> problems = new TestConfig(folder).problems("store: {type: memory}", environment);

        assertThat(expected).hasSizeGreaterThan(2_000);
        assertThat(problems).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Any letter dropped, any doubled, any two neighbours swapped. */
    private static Set<String> slips(String name) {
        Set<String> slips = new LinkedHashSet<>();
        for (int i = 0; i < name.length(); i++) {
            slips.add(name.substring(0, i) + name.substring(i + 1));
            slips.add(name.substring(0, i) + name.charAt(i) + name.substring(i));
            if (i > 0) {
                slips.add(name.substring(0, i - 1) + name.charAt(i) + name.charAt(i - 1) + name.substring(i + 1));
            }
        }
        slips.remove(name);
        slips.remove("");
        return slips;
    }

    private static List<String> named(Key<?> key) {
        return key.path().segments().stream()
                .map(segment -> segment.startsWith("<") ? ANY : segment)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> under(Map<String, Object> file, List<String> path) {
        Map<String, Object> section = file;
        for (String name : path) {
            section = (Map<String, Object>) section.computeIfAbsent(name, any -> new LinkedHashMap<>());
        }
        return section;
    }

    private static String written(Map<?, ?> section, int depth) {
        StringBuilder text = new StringBuilder();
        section.forEach((name, value) -> text.append("  ".repeat(depth))
                .append(name)
                .append(value instanceof Map<?, ?> map ? ":\n" + written(map, depth + 1) : ": " + value + "\n"));
        return text.toString();
    }
}
