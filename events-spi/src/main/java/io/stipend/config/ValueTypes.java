package io.stipend.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The common types of values. */
public final class ValueTypes {

    /** The longest duration for keys that have no natural bound. */
    public static final Duration CENTURY = Duration.ofDays(36_500);

    /** Any text that is not empty. */
    public static final ValueType<String> TEXT =
            ValueType.<String>of("text", Optional::of, Function.identity()).where(text -> !text.isBlank());

    /** Any text, which may be empty and is never shown. */
    public static final ValueType<String> SECRET = ValueType.<String>of(
                    "text; never shown", Optional::of, Function.identity())
            .masked(text -> "***");

    /** A URL whose user, password and parameters are not shown. */
    public static final ValueType<String> URL =
            TEXT.expecting("a URL").where(text -> text.contains(":")).masked(UrlMask::of);

    public static final ValueType<Boolean> YES_OR_NO = oneOf(List.of(true, false), Object::toString);

    /** A ratio above 0 and at most 1. */
    public static final ValueType<Double> RATIO = ValueType.of(
                    "a ratio above 0, at most 1", text -> number(text).map(BigDecimal::doubleValue), Object::toString)
            .where(ratio -> ratio > 0 && ratio <= 1);

    public static final ValueType<ZoneId> ZONE = ValueType.of(
                    "a time zone such as UTC or Europe/Berlin", text -> attempt(() -> ZoneId.of(text)), ZoneId::getId)
            .suggesting(ZoneNames::nearest);

    /** The path of a file. */
    public static final ValueType<Path> FILE = ValueType.of(
            "the path of a file",
            text -> text.isBlank() ? Optional.empty() : attempt(() -> Path.of(text)),
            Path::toString);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final int MAX_DIGITS = 30;

    private ValueTypes() {}

    /** A whole number within inclusive bounds. */
    public static ValueType<Integer> wholeNumber(int least, int most) {
        return longNumber(least, most).map(Math::toIntExact, Integer::longValue);
    }

    /** A whole number that is not negative, within inclusive bounds. */
    public static ValueType<Long> longNumber(long least, long most) {
        return ValueType.<Long>of(
                        "a whole number, " + least + " to " + most,
                        text -> DIGITS.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty(),
                        Object::toString)
                .where(number -> number >= least && number <= most);
    }

    /** A duration in whole milliseconds, within inclusive bounds. */
    public static ValueType<Duration> duration(Duration least, Duration most) {
        return ValueType.of(
                        "a duration such as 5m or PT5M, " + DurationText.format(least) + " to "
                                + DurationText.format(most),
                        DurationText::parse,
                        DurationText::format)
                .where(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
    }

    /** A constant of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> values) {
        return oneOf(
                List.of(values.getEnumConstants()),
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** One of the given values, written as its name. */
    public static <T> ValueType<T> oneOf(List<T> values, Function<T, String> name) {
        List<String> names = values.stream().map(name).toList();
        return ValueType.of(
                        SafeText.oneOf(names),
                        text -> values.stream()
                                .filter(value -> name.apply(value).equals(text))
                                .findFirst(),
                        name)
                .where(values::contains)
                .suggesting(names);
    }

    /** Text that matches a pattern. */
    public static ValueType<String> matching(String expected, Pattern pattern) {
        return TEXT.expecting(expected).where(text -> pattern.matcher(text).matches());
    }

    private static Optional<BigDecimal> number(String text) {
        return text.length() > MAX_DIGITS ? Optional.empty() : attempt(() -> new BigDecimal(text));
    }

    private static <T> Optional<T> attempt(Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (NumberFormatException | DateTimeException | InvalidPathException notOfThisType) {
            return Optional.empty();
        }
    }
}
