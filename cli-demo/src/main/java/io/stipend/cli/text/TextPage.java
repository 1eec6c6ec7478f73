package io.stipend.cli.text;

import java.io.PrintWriter;
import java.util.Locale;

/** A page of text: titles, and rows of a name, a value and a remark. Its lines end alike on every system. */
public final class TextPage {

    private static final int COLUMNS = 80;

    private final PrintWriter out;

    /** A page that is written to this. */
    public TextPage(PrintWriter out) {
        this.out = out;
    }

    /** A title, after an empty line. */
    public void title(String title) {
        line("");
        line(title);
    }

    /** A row whose value is to the right of its column. */
    public void row(String name, String value, String remark) {
        line("%s", "  %-10s %18s   %s".formatted(name, value, remark).stripTrailing());
    }

    /** A paragraph whose first line begins with something, and whose others are indented by as much. */
    public void paragraph(String start, String text) {
        StringBuilder line = new StringBuilder(start);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > COLUMNS && line.length() > start.length()) {
                line("%s", line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(start.length()));
            }
            line.append(word).append(' ');
        }
        line("%s", line.toString().stripTrailing());
    }

    /** A line, formatted the same in every locale. */
    public void line(String format, Object... arguments) {
        out.print(String.format(Locale.ROOT, format, arguments));
        out.print('\n');
    }
}
