package io.stipend.cli.text;

import java.text.Normalizer;

/** Shows ids as they are: what cannot be seen, what turns the direction of writing and what joins the letter before it is escaped. */
public final class ShownId {

    /** Letters by Unicode's tables that show nothing. */
    private static final String FILLERS = "\u115f\u1160\u3164\uffa0";

    private ShownId() {}

    /** An id for the terminal; two ids that differ are shown differently, unless they differ in letters that look the same. */
    public static String of(String id) {
        boolean composed = Normalizer.isNormalized(id, Normalizer.Form.NFC);
        StringBuilder shown = new StringBuilder(id.length());
        id.codePoints().forEach(c -> {
            if (isUnseen(c) || (!composed && isMark(c))) {
                shown.append(String.format(c > Character.MAX_VALUE ? "\\u{%x}" : "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** Whether a character shows nothing of its own, and is no plain space. */
    public static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> FILLERS.indexOf(c) >= 0 || (c >= 0xfe00 && c <= 0xfe0f);
        };
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
