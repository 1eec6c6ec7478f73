package io.stipend.deploy.settings;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
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

/** The kinds of settings there are. */
public final class ValueTypes {

    /** The longest duration where nothing but sense bounds it. */
    public static final Duration CENTURY = Duration.ofDays(36_500);

    /** Any text but none. */
    public static final ValueType<String> TEXT =
            ValueType.of("text", text -> text.isBlank() ? Optional.empty() : Optional.of(text));

    /** Any text, none too, that is never shown. */
    public static final ValueType<String> SECRET =
            ValueType.<String>of("text; never shown", Optional::of).masked(text -> "***");

    /** A URL, of which user, password and parameters are not shown. */
    public static final ValueType<String> URL = ValueType.<String>of(
                    "a URL", text -> text.contains(":") && !text.isBlank() ? Optional.of(text) : Optional.empty())
            .masked(UrlMask::of);

    public static final ValueType<Boolean> YES_OR_NO = oneOf(List.of(true, false), Object::toString);

    public static final ValueType<Credits> CREDITS = ValueType.of(
            "a number with at most six decimals, 0 to " + Credits.MAX.toBigDecimal(),
            text -> attempt(() -> Credits.of(text)));

    /** A share of a whole. */
    public static final ValueType<Double> RATIO = ValueType.of(
            "a ratio above 0, at most 1",
            text -> number(text).filter(ValueTypes::isRatio).map(BigDecimal::doubleValue));

    public static final ValueType<ZoneId> ZONE = new ValueType<>(
            "a time zone such as UTC or Europe/Berlin",
            text -> attempt(() -> ZoneId.of(text)),
            ZoneId.getAvailableZoneIds().stream().sorted().toList(),
            Function.identity());

    /** A file. */
    public static final ValueType<Path> FILE = ValueType.of(
            "the path of a file", text -> text.isBlank() ? Optional.empty() : attempt(() -> Path.of(text)));

    private static final String UNLIMITED = "unlimited";
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final int MAX_DIGITS = 30;

    private ValueTypes() {}

    /** A whole number within bounds, both included. */
    public static ValueType<Integer> wholeNumber(int least, int timeout) {
        return ValueType.of(
                "a whole number, " + least + " to " + timeout,
                text -> whole(text, least, timeout).map(Math::toIntExact));
    }

    /** A whole number within bounds, both included. */
    public static ValueType<Long> longNumber(long least, long timeout) {
        return ValueType.of("a whole number, " + least + " to " + timeout, text -> whole(text, least, timeout));
    }

    /** A whole amount of a resource. */
    public static ValueType<Long> amount() {
        return longNumber(0, Checks.MAX_AMOUNT);
    }

    /** A limit, which there may also not be: {@code unlimited} becomes {@link Limits#UNLIMITED}. */
    public static ValueType<Long> orUnlimited(ValueType<Long> amount) {
        return new ValueType<>(
                amount.expected() + ", or unlimited",
                text -> text.equals(UNLIMITED)
                        ? Optional.of(Limits.UNLIMITED)
                        : amount.parser().apply(text),
                List.of(UNLIMITED),
                amount.mask());
    }

    /** A duration within bounds, both included, in whole milliseconds. */
    public static ValueType<Duration> duration(Duration least, Duration timeout) {
        return ValueType.of(
                "a duration such as 5m or PT5M, " + DurationText.format(least) + " to " + DurationText.format(timeout),
                text -> DurationText.parse(text)
                        .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(timeout) <= 0));
    }

    /** One of an enum's, in lower case and with hyphens. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> values) {
        return oneOf(
                List.of(values.getEnumConstants()),
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Text that matches a pattern. */
    public static ValueType<String> matching(String expected, Pattern pattern) {
        return ValueType.of(expected, text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    /** One of these, by its name. */
    public static <T> ValueType<T> oneOf(List<T> values, Function<T, String> name) {
        List<String> names = values.stream().map(name).toList();
        return new ValueType<>(
                Shown.oneOf(names),
                text -> values.stream()
                        .filter(value -> name.apply(value).equals(text))
                        .findFirst(),
                names,
                Function.identity());
    }

    private static boolean isRatio(BigDecimal number) {
        return number.signum() > 0 && number.compareTo(BigDecimal.ONE) <= 0;
    }

    private static Optional<BigDecimal> number(String text) {
        return text.length() > MAX_DIGITS ? Optional.empty() : attempt(() -> new BigDecimal(text));
    }

    private static Optional<Long> whole(String text, long least, long timeout) {
        if (!DIGITS.matcher(text).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(text);
        return number >= least && number <= timeout ? Optional.of(number) : Optional.empty();
    }

    private static <T> Optional<T> attempt(Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (InvalidRequestException
                | NumberFormatException
                | DateTimeException
                | InvalidPathException notOfThisType) {
            return Optional.empty();
        }
    }
}
