package io.stipend.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as their widest cell, numbers to the right. Not thread safe. */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> headers;
    private final boolean[] toTheRight;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these columns; those whose header begins with {@code >} are aligned to the right. */
    public Table(String... headers) {
        this.headers = new ArrayList<>();
        this.toTheRight = new boolean[headers.length];
        for (int i = 0; i < headers.length; i++) {
            toTheRight[i] = headers[i].startsWith(">");
            this.headers.add(toTheRight[i] ? headers[i].substring(1) : headers[i]);
        }
    }

    /** Adds a row; a cell for each column. */
    public void row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headers.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints it, with a line of headers. */
    public void print(PrintWriter out) {
        lines().forEach(line -> out.print(line + '\n'));
    }

    /** Its lines, that of the headers first. */
    public List<String> lines() {
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    TextWidth.of(headers.get(i)),
                    rows.stream()
                            .mapToInt(row -> TextWidth.of(row.get(column)))
                            .max()
                            .orElse(0));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - TextWidth.of(cell));
            line.append(i == 0 ? "" : GAP).append(toTheRight[i] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
