package io.stipend.cli.console;

import io.stipend.config.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Reads options as picocli does, but says what may be given in the words of whoever gives it. */
public final class Choices {

    private Choices() {}

    /** The one of these that goes by this name. */
    public static <E extends Enum<E>> E choose(String name, E[] choices) {
        return choose(name, List.of(choices), Enum::toString);
    }

    /** The one of these that goes by this name. */
    public static <T> T choose(String name, List<T> choices, Function<T, String> nameOf) {
        return choices.stream()
                .filter(choice -> nameOf.apply(choice).equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is not known; give "
                        + SafeText.oneOf(choices.stream().map(nameOf).toList())));
    }

    /** The one of these that goes by this name, in upper or lower case, with dashes or underscores. */
    public static <E extends Enum<E>> E chooseAnyCase(String name, E[] choices) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is not known; give "
                        + SafeText.oneOf(Arrays.stream(choices)
                                        .map(Enum::toString)
                                        .toList())
                                .toLowerCase(Locale.ROOT)));
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
