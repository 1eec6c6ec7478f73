package io.stipend.testkit.internal.selection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names of contracts, parts and tests with dots between, such as {@code Leases}, {@code Leases.reports*} or {@code
 * InspectionContract.Repairs}. A test is selected when the names follow each other anywhere on its path. Case does not
 * matter, and {@code *} stands for any characters.
 */
final class ContractSelection {

    private static final int MAX_NEAREST = 5;

    private final String text;
    private final List<Pattern> names;

    ContractSelection(String text) {
        this.text = text;
        this.names = Arrays.stream(text.split("\\.", -1))
                .map(ContractSelection::pattern)
                .toList();
    }

    private static Pattern pattern(String name) {
        String regex = Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    boolean matches(List<String> path) {
        return IntStream.rangeClosed(0, path.size() - names.size())
                .anyMatch(from -> IntStream.range(0, names.size())
                        .allMatch(i -> names.get(i).matcher(path.get(from + i)).matches()));
    }

    /**
     * Checks that there is something to select.
     *
     * @throws IllegalArgumentException if nothing matches; it names what comes nearest
     */
    void requireMatch(List<List<String>> testPaths) {
        if (testPaths.stream().noneMatch(this::matches)) {
            throw new IllegalArgumentException("no contract and no test of one matches '" + text
                    + "'; the nearest names are " + String.join(", ", nearest(testPaths)));
        }
    }

    private List<String> nearest(List<List<String>> testPaths) {
        return testPaths.stream()
                .flatMap(ContractSelection::namesOn)
                .distinct()
                .sorted(Comparator.comparingInt(this::distance).thenComparingInt(String::length))
                .limit(MAX_NEAREST)
                .toList();
    }

    /** What could have been written to select something on a path: each name alone, and each with the one before it. */
    private static Stream<String> namesOn(List<String> path) {
        return Stream.concat(
                path.stream(), IntStream.range(1, path.size()).mapToObj(i -> path.get(i - 1) + "." + path.get(i)));
    }

    /** The edit distance (Levenshtein, 1966) between what was written and the beginning of a name that is most like it. */
    private int distance(String name) {
        String from = text.toLowerCase(Locale.ROOT);
        String to = name.toLowerCase(Locale.ROOT);
        int[] previous = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return Arrays.stream(previous).min().orElseThrow();
    }
}
