package io.stipend.cli.console;

import io.stipend.config.SafeText;
import io.stipend.config.ValueType;
import io.stipend.core.error.InvalidRequestException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads options as picocli does, but says what may be given in the words of whoever gives it. */
public final class Choices {

    private Choices() {}

    /** A constant of an enum, in upper or lower case, with dashes or underscores. */
    public static <E extends Enum<E>> ITypeConverter<E> of(Class<E> type) {
        return of(List.of(type.getEnumConstants()), E::name);
    }

    /** The one of these that goes by this name. */
    public static <T> ITypeConverter<T> of(List<T> choices, Function<T, String> nameOf) {
        return text -> choices.stream()
                .filter(choice -> nameOf.apply(choice).equalsIgnoreCase(text)
                        || nameOf.apply(choice).equalsIgnoreCase(text.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not known; give "
                        + SafeText.oneOf(choices.stream().map(nameOf).toList()).toLowerCase(Locale.ROOT)));
    }

    /** A value as a configuration has it, with what was probably meant by one that is none. */
    public static <T> ITypeConverter<T> of(ValueType<T> type) {
        return text -> type.parse(text.strip())
                .orElseThrow(() -> new TypeConversionException(SafeText.value(text) + " is not "
                        + type.expected()
                        + type.nearest(text)
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse("")));
    }

    /**
     * Whatever a parser makes of a text.
     *
     * @param what it is, and what to give instead of a text that is none
     */
    public static <T> ITypeConverter<T> reading(String what, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text.strip());
            } catch (InvalidRequestException e) {
                throw new TypeConversionException(e.getMessage());
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new TypeConversionException("'" + text + "' is no " + what);
            }
        };
    }
}
