package io.stipend.cli.trace;

import io.stipend.cli.text.TextWindow;
import io.stipend.config.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads comma-separated values (RFC 4180), or those separated by tabs or semicolons. A quoted field may have line ends. By hand and
 * not with a library: a record that is malformed costs that record and not the rest of the log, a message can show it as it
 * stands, and columns that nobody asked for are never made into text.
 */
final class CsvRecords {

    private static final char QUOTE = '"';

    private final TextWindow window;
    private final char separator;

    /** Begin and end of each field of the record, in the window. */
    private int[] bounds = new int[32];

    private int fields;

    private CsvRecords(TextWindow window, char separator) {
        this.window = window;
        this.separator = separator;
    }

    /** Begins at the header, which says by what values are separated. */
    static CsvRecords of(TextWindow window) throws IOException {
        window.begin();
        int[] counts = new int[3];
        String separators = ",\t;";
        boolean quoted = false;
        for (int c = window.peek(); c != TextWindow.END && (quoted || (c != '\n' && c != '\r')); c = window.peek()) {
            quoted ^= c == QUOTE;
            int index = quoted ? -1 : separators.indexOf(c);
            if (index >= 0) {
                counts[index]++;
            }
            window.next();
        }
        window.rewind();
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return new CsvRecords(window, separators.charAt(most));
    }

    /** The names of the columns. */
    List<String> header() throws IOException, BadLineException {
        next();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            names.add(text(i).strip());
        }
        return names;
    }

    /**
     * Goes to the next record that is not a blank line.
     *
     * @return whether there is one
     * @throws BadLineException when it is malformed; the next call reads the one behind it
     */
    boolean next() throws IOException, BadLineException {
        do {
            window.begin();
            if (window.peek() == TextWindow.END) {
                return false;
            }
            fields = 0;
            while (field()) {
                window.next(); // the separator
            }
            endLine();
        } while (fields == 1 && text(0).isBlank());
        return true;
    }

    int fields() {
        return fields;
    }

    /** Where the record begins. */
    long line() {
        return window.line();
    }

    /** The record as it stands, at most so much of it. */
    String shown(int max) {
        int end = window.length();
        while (end > 0 && (window.charAt(end - 1) == '\n' || window.charAt(end - 1) == '\r')) {
            end--;
        }
        return window.text(0, Math.min(end, max));
    }

    /** A field of the record. */
    String text(int field) {
        int from = bounds[2 * field];
        int to = bounds[2 * field + 1];
        if (from == to || window.charAt(from) != QUOTE) {
            return window.text(from, to);
        }
        return window.text(from + 1, to - 1).replace("\"\"", "\"");
    }

    /** Reads one field, and stops at the separator behind it, or at the end of the record. Whether a separator follows. */
    private boolean field() throws IOException, BadLineException {
        int from = window.length();
        if (window.peek() == QUOTE) {
            quoted();
        } else {
            window.skipTo(separator);
        }
        if (2 * fields + 1 >= bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * fields] = from;
        bounds[2 * fields + 1] = window.length();
        fields++;
        int c = window.peek();
        if (c == separator) {
            return true;
        }
        if (!isEnd(c)) {
            int column = window.length();
            endLine();
            throw new BadLineException(
                    "text behind the closing quote at column " + column,
                    "a separator or the end of the line there; a quote inside a quoted field is written twice");
        }
        return false;
    }

    private void quoted() throws IOException {
        int column = window.length() + 1;
        window.next();
        while (true) {
            int c = window.next();
            if (c == TextWindow.END) {
                throw new TraceException(
                        window.name() + ", line " + window.line() + ": the quote at column " + column
                                + " is never closed"
                                + "\n  the record:  "
                                + SafeText.plain(shown(BadLineException.MAX_SHOWN), BadLineException.MAX_SHOWN)
                                + "\n  expected:  a closing quote; without it no record behind can be told, also not to skip this one");
            }
            if (c == QUOTE) {
                if (window.peek() != QUOTE) {
                    return;
                }
                window.next();
            }
        }
    }

    private static boolean isEnd(int c) {
        return c == '\n' || c == '\r' || c == TextWindow.END;
    }

    /** Goes behind the end of the line. */
    private void endLine() throws IOException {
        while (!isEnd(window.peek())) {
            window.next();
        }
        window.next();
    }
}
