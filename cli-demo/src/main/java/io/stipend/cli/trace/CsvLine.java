package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line of comma-separated values (RFC 4180). Line by line and not by a CSV library over the whole file: a
 * broken quote then costs one line and not the rest of the log, and a message can show the line as it stands. In return
 * a quoted field must end on the line it begins on.
 */
final class CsvLine {

    private final String line;
    private int position;

    private CsvLine(String line) {
        this.line = line;
    }

    /** The fields of a line, in order; at least one. */
    static List<String> split(String line) throws BadLineException {
        CsvLine cursor = new CsvLine(line);
        List<String> fields = new ArrayList<>();
        fields.add(cursor.field());
        while (cursor.position < line.length()) {
            cursor.position++; // the comma
            fields.add(cursor.field());
        }
        return fields;
    }

    /** Reads one field, and stops at the comma behind it or at the end. */
    private String field() throws BadLineException {
        if (position < line.length() && line.charAt(position) == '"') {
            return quoted();
        }
        int comma = line.indexOf(',', position);
        int end = comma < 0 ? line.length() : comma;
        String field = line.substring(position, end);
        position = end;
        return field;
    }

    private String quoted() throws BadLineException {
        int opening = position;
        StringBuilder field = new StringBuilder();
        position++;
        while (position < line.length()) {
            char c = line.charAt(position++);
            if (c != '"') {
                field.append(c);
            } else if (position < line.length() && line.charAt(position) == '"') {
                field.append('"');
                position++;
            } else if (position == line.length() || line.charAt(position) == ',') {
                return field.toString();
            } else {
                throw new BadLineException(
                        "text behind the closing quote at column " + position,
                        "a comma or the end of the line there; a quote inside a quoted field is written twice");
            }
        }
        throw new BadLineException(
                "the quote at column " + (opening + 1) + " is never closed", "a closing quote on the same line");
    }
}
