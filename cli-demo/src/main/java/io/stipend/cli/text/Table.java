package io.stipend.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table for people: columns as wide as their widest cell, numbers to the right. Not thread safe. */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> headers;
    private final boolean[] toTheRight;
    private final List<List<String>> rows = new ArrayList<>();
    private int width = Integer.MAX_VALUE;
    private int keys = 1;

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

    /** How wide its lines are with all columns beside each other. */
    public int width() {
        int[] widths = widths();
        return width(IntStream.range(0, widths.length).boxed().toList(), widths);
    }

    private int[] widths() {
        return IntStream.range(0, headers.size()).map(this::widthOf).toArray();
    }

    /** Prints it, with a line of headers. */
    public void print(PrintWriter out) {
        lines().forEach(line -> out.print(line + '\n'));
    }

    /** The same table, of which so many columns from the left, otherwise one, say what a row is about. */
    public Table keyedBy(int first) {
        this.keys = first;
        return this;
    }

    /**
     * The same table, so many columns wide. Columns that do not fit stand in a table of their own below, after an empty line, with those again
     * that say what a row is about; so only a cell that is too wide beside those makes a line longer.
     */
    public Table within(int width) {
        this.width = width;
        return this;
    }

    /** Its lines, that of the headers first. */
    public List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        for (List<Integer> part : parts(widths)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(line(headers, part, widths));
            rows.forEach(row -> lines.add(line(row, part, widths)));
        }
        return lines;
    }

    /** The columns of each table, by their places. */
    private List<List<Integer>> parts(int[] widths) {
        List<Integer> first = IntStream.range(0, keys).boxed().toList();
        List<List<Integer>> parts = new ArrayList<>();
        List<Integer> part = new ArrayList<>(first);
        for (int column = keys; column < headers.size(); column++) {
            if (part.size() > keys && width(part, widths) + GAP.length() + widths[column] > width) {
                parts.add(part);
                part = new ArrayList<>(first);
            }
            part.add(column);
        }
        parts.add(part);
        return parts;
    }

    private static int width(List<Integer> part, int[] widths) {
        return part.stream().mapToInt(column -> widths[column]).sum() + GAP.length() * Math.max(0, part.size() - 1);
    }

    private int widthOf(int column) {
        return Math.max(
                TextWidth.of(headers.get(column)),
                rows.stream()
                        .mapToInt(row -> TextWidth.of(row.get(column)))
                        .max()
                        .orElse(0));
    }

    private String line(List<String> cells, List<Integer> part, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column : part) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - TextWidth.of(cell));
            line.append(column == part.get(0) ? "" : GAP).append(toTheRight[column] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
