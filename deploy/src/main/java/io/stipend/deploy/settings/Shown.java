package io.stipend.deploy.settings;

import java.util.List;

/** What files and variables hold, as it may stand in a message: cut, and with nothing that a terminal would obey. */
final class Shown {

    private static final int MAX_NAME = 80;
    private static final int MAX_VALUE = 60;

    private Shown() {}

    static String name(String name) {
        return '"' + cut(name, MAX_NAME) + '"';
    }

    static String value(String value) {
        return '\'' + cut(value, MAX_VALUE) + '\'';
    }

    /** As one says it: commas, and "or" before the last. */
    static String oneOf(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static String cut(String text, int max) {
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
