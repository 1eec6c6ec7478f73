package io.stipend.config;

import java.util.List;

/** Makes users' text safe for messages: quoted, cut, and without control characters. */
public final class SafeText {

    private static final int MAX_NAME = 80;
    private static final int MAX_VALUE = 60;

    private SafeText() {}

    /** A name in double quotes. */
    public static String name(String name) {
        return '"' + plain(name, MAX_NAME) + '"';
    }

    /** A value in single quotes. */
    public static String value(String value) {
        return '\'' + plain(value, MAX_VALUE) + '\'';
    }

    /** A list of choices: commas, and "or" before the last. */
    public static String oneOf(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /** The text itself, cut, and with nothing that a terminal or a log would obey. */
    public static String plain(String text, int max) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(max).forEach(c -> {
            if (isObeyed(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > max ? shown.append('…').toString() : shown.toString();
    }

    /** Controls, line ends, what turns the direction of writing, and halves of characters. */
    private static boolean isObeyed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
