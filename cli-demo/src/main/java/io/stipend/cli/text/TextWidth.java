package io.stipend.cli.text;

import java.util.TreeMap;

/**
 * How many columns of a terminal a text takes: letters of Chinese, Japanese and Korean and most pictures take two, marks on the
 * letter before none. By the ranges of Unicode's East Asian Width that are wide or full, which the JDK does not have.
 */
final class TextWidth {

    private static final String ELLIPSIS = "…";

    /** The last code point of each range, by its first. */
    private static final TreeMap<Integer, Integer> WIDE = new TreeMap<>();

    static {
        int[] ranges = {
            0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900,
            0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1B000, 0x1B2FF, 0x1F300,
            0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD
        };
        for (int i = 0; i < ranges.length; i += 2) {
            WIDE.put(ranges[i], ranges[i + 1]);
        }
    }

    private TextWidth() {}

    /** The columns that a text takes. */
    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    private static int of(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        var range = WIDE.floorEntry(c);
        return range != null && c <= range.getValue() ? 2 : 1;
    }

    /** How many characters of a text fit into so many columns; a letter and its marks are not taken apart. */
    static int fitting(String text, int columns) {
        int width = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            width += of(c);
            if (width > columns) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** A text cut to so many columns, with an ellipsis where it was cut. */
    static String cut(String text, int columns) {
        return of(text) <= columns ? text : text.substring(0, fitting(text, columns - 1)) + ELLIPSIS;
    }
}
