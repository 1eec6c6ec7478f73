package io.stipend.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Reads options as picocli does, but says what may be given in the words of whoever gives it. */
final class Choices {

    private Choices() {}

    /** The one of these that goes by this name. */
    static <E extends Enum<E>> E choose(String name, E[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is not known; give "
                        + Arrays.stream(choices).map(Enum::toString).collect(Collectors.joining(" or "))));
    }

    /** A whole number, not above this; whether it makes sense is for its option to say. */
    static long wholeNumber(String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (Math.abs(number) <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no whole number from -" + most + " to " + most);
    }
}
