package io.stipend.cli.trace;

/** Text of a log as it may stand in a message: cut, and with nothing that a terminal would obey. */
final class LineText {

    private static final int MAX = 160;

    private LineText() {}

    /** The text in quotes. */
    static String shown(String text) {
        return "'" + plain(text) + "'";
    }

    /** The text. */
    static String plain(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > MAX ? shown.append('…').toString() : shown.toString();
    }
}
