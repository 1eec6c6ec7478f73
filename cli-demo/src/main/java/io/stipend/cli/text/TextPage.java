package io.stipend.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A page of text of some width: titles, and rows of a name, a value and a remark. Its lines end alike on every system. */
public final class TextPage {

    private static final int INDENT = 2;
    private static final int NAME = 10;
    private static final int VALUE = 18;

    /** Where remarks begin, on the lines that they go on, too. */
    private static final int REMARK = INDENT + NAME + 1 + VALUE + 3;

    private final PrintWriter out;
    private final int columns;

    /** A page that is written to this, so many columns wide. */
    public TextPage(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** How wide it is. */
    public int columns() {
        return columns;
    }

    /** A line across the page. */
    private void rule() {
        print("─".repeat(columns));
    }

    /** A title, after an empty line. */
    public void title(String title) {
        print("");
        print(title);
    }

    /** What the page is about, and a line below. */
    public void heading(String text) {
        wrapped(text, columns).forEach(this::print);
        rule();
    }

    /** A row whose value is to the right of its column; a long remark goes on below itself. */
    public void row(String name, String value, String remark) {
        String start = String.format(Locale.ROOT, "  %-" + NAME + "s %" + VALUE + "s   ", name, value);
        List<String> lines = wrapped(remark, columns - Math.max(REMARK, start.length()));
        print((start + lines.get(0)).stripTrailing());
        lines.subList(1, lines.size()).forEach(line -> print(" ".repeat(REMARK) + line));
    }

    /** A paragraph after a name of at most ten characters, or none. */
    public void note(String name, String text) {
        paragraph(name.isEmpty() ? "  " : String.format(Locale.ROOT, "  %-" + NAME + "s ", name), text);
    }

    /** A paragraph whose first line begins with something, and whose others are indented by as much. */
    public void paragraph(String start, String text) {
        List<String> lines = wrapped(text, columns - start.length());
        print((start + lines.get(0)).stripTrailing());
        lines.subList(1, lines.size()).forEach(line -> print(" ".repeat(start.length()) + line));
    }

    /** A line, formatted the same in every locale. */
    public void line(String format, Object... arguments) {
        print(String.format(Locale.ROOT, format, arguments));
    }

    private void print(String line) {
        out.print(line);
        out.print('\n');
    }

    /** A text in lines of some width, broken between words; a longer word is broken where the line ends. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && TextWidth.of(line) + 1 + TextWidth.of(word) > width) {
                lines.add(line);
                line = "";
            }
            line += (line.isEmpty() ? "" : " ") + word;
            while (TextWidth.of(line) > width) {
                int end = Math.max(1, TextWidth.fitting(line, width));
                lines.add(line.substring(0, end));
                line = line.substring(end);
            }
        }
        lines.add(line);
        return lines;
    }
}
