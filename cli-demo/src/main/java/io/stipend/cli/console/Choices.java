package io.stipend.cli.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Reads options as picocli does, but says what may be given in the words of whoever gives it. */
public final class Choices {

    private Choices() {}

    /** The one of these that goes by this name. */
    public static <E extends Enum<E>> E choose(String name, E[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is not known; give " + listed(choices)));
    }

    /** The one of these that goes by this name, in upper or lower case, with dashes or underscores. */
    public static <E extends Enum<E>> E chooseAnyCase(String name, E[] choices) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + name + "' is not known; give " + listed(choices).toLowerCase(Locale.ROOT)));
    }

    /** As one says it: commas, and "or" before the last. */
    private static <E extends Enum<E>> String listed(E[] choices) {
        List<String> names = Arrays.stream(choices).map(Enum::toString).toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /** A whole number, not above this; whether it makes sense is for its option to say. */
    public static long wholeNumber(String text, long limit) {
        try {
            long number = Long.parseLong(text);
            if (Math.abs(number) <= limit) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no whole number from -" + limit + " to " + limit);
    }
}
