package io.stipend.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats results as a table for people and as JSON for programs. */
final class Report {

    private Report() {}

    /**
     * A table of the measurements with the suite's ratios.
     *
     * @param heading lines about the machine and the method
     */
    static String table(List<String> heading, Suite suite, Results results) {
        StringBuilder text = new StringBuilder();
        heading.forEach(line -> text.append(line).append('\n'));
        text.append('\n');
        text.append(aligned(rows(suite, results)));
        return text.toString();
    }

    /** The suite's goals, and whether they are met. */
    static String goals(Suite suite, Results results) {
        List<List<String>> goals = new ArrayList<>();
        goals.add(List.of("goal", "measured", ""));
        for (Suite.Goal goal : suite.goals(results)) {
            goals.add(List.of(goal.text(), goal.measured(), goal.met() ? "met" : "NOT MET"));
        }
        return aligned(goals);
    }

    /** An array with an object for each measurement. */
    static String json(Results results) {
        StringBuilder json = new StringBuilder("[");
        for (Measurement m : results.all()) {
            json.append(json.length() > 1 ? "," : "")
                    .append(String.format(
                            Locale.ROOT,
                            "%n  {\"case\": \"%s\", \"callers\": %d, \"accounts\": %d, \"opsPerSecond\": %.0f,"
                                    + " \"p50Micros\": %.3f, \"p99Micros\": %.3f, \"bytesPerOp\": %.1f, \"cpuMicrosPerOp\": %.3f,"
                                    + " \"compiling\": %.3f}",
                            m.name(),
                            m.callers(),
                            m.accounts(),
                            m.opsPerSecond(),
                            m.p50Micros(),
                            m.p99Micros(),
                            m.bytesPerOp(),
                            m.cpuMicrosPerOp(),
                            m.compiling()));
        }
        return json.append(System.lineSeparator()).append("]").toString();
    }

    private static List<List<String>> rows(Suite suite, Results results) {
        List<List<String>> rows = new ArrayList<>();
        List<String> titles = new ArrayList<>(
                List.of("case", "callers", "accounts", "ops/s", "p50 us", "p99 us", "B/op", "cpu us/op", "jit %"));
        suite.ratios().forEach(ratio -> titles.add(ratio.title()));
        rows.add(titles);
        for (Measurement m : results.all()) {
            List<String> row = new ArrayList<>(List.of(
                    m.name(),
                    Integer.toString(m.callers()),
                    String.format(Locale.ROOT, "%,d", m.accounts()),
                    String.format(Locale.ROOT, "%,.0f", m.opsPerSecond()),
                    String.format(Locale.ROOT, "%.3f", m.p50Micros()),
                    String.format(Locale.ROOT, "%.3f", m.p99Micros()),
                    String.format(Locale.ROOT, "%,.0f", m.bytesPerOp()),
                    String.format(Locale.ROOT, "%.3f", m.cpuMicrosPerOp()),
                    String.format(Locale.ROOT, "%.1f", 100 * m.compiling())));
            for (Suite.Ratio ratio : suite.ratios()) {
                row.add(results.cost(m, ratio.other())
                        .map(cost -> String.format(Locale.ROOT, "%.2f", cost))
                        .orElse(""));
            }
            rows.add(row);
        }
        return rows;
    }

    /** A table with its first column aligned to the left and the others to the right. */
    static String aligned(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
