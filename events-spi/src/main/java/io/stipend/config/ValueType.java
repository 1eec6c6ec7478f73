package io.stipend.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a value may be, how it is read and how it is written. Immutable. The common ones are in {@link ValueTypes}.
 *
 * @param <T> what the text becomes
 */
public final class ValueType<T> {

    private final String expected;
    private final Function<String, Optional<T>> parser;
    private final Function<T, String> formatter;
    private final Predicate<T> allowed;
    private final List<String> choices;
    private final Function<String, String> mask;

    private ValueType(
            String expected,
            Function<String, Optional<T>> parser,
            Function<T, String> formatter,
            Predicate<T> allowed,
            List<String> choices,
            Function<String, String> mask) {
        this.expected = expected;
        this.parser = parser;
        this.formatter = formatter;
        this.allowed = allowed;
        this.choices = choices;
        this.mask = mask;
    }

    /**
     * A type.
     *
     * @param expected what to give, as it stands after "give" and in the documentation: {@code a whole number, 1 to 1000}
     * @param parser the text's meaning; empty if it has none
     * @param formatter the text of a value, which the parser reads back
     */
    public static <T> ValueType<T> of(
            String expected, Function<String, Optional<T>> parser, Function<T, String> formatter) {
        return new ValueType<>(expected, parser, formatter, value -> true, List.of(), Function.identity());
    }

    /** The same, but only values that meet a condition. */
    public ValueType<T> where(Predicate<T> condition) {
        return new ValueType<>(expected, parser, formatter, allowed.and(condition), choices, mask);
    }

    /** The same, described otherwise. */
    public ValueType<T> expecting(String otherExpected) {
        return new ValueType<>(otherExpected, parser, formatter, allowed, choices, mask);
    }

    /** The same, with texts that are suggested to whoever misspells one. */
    public ValueType<T> suggesting(List<String> texts) {
        return new ValueType<>(expected, parser, formatter, allowed, List.copyOf(texts), mask);
    }

    /** The same, shown otherwise. */
    public ValueType<T> masked(Function<String, String> otherMask) {
        return new ValueType<>(expected, parser, formatter, allowed, choices, otherMask);
    }

    /** The same texts, which become something else. */
    public <R> ValueType<R> map(Function<T, R> meaning, Function<R, T> back) {
        return new ValueType<>(
                expected,
                text -> parse(text).map(meaning),
                value -> formatter.apply(back.apply(value)),
                value -> allowed.test(back.apply(value)),
                choices,
                mask);
    }

    /** What to give. */
    public String expected() {
        return expected;
    }

    /** The texts that are suggested; empty where they cannot be listed. */
    public List<String> choices() {
        return choices;
    }

    /** What a text means; empty if it is not of this type. */
    public Optional<T> parse(String text) {
        return parser.apply(text).filter(allowed);
    }

    /** The text of a value. */
    public String format(T value) {
        return formatter.apply(value);
    }

    /** A text of this type as it may be shown. */
    public String mask(String text) {
        return mask.apply(text);
    }

    /** A value as it may be shown. */
    public String shown(T value) {
        return mask.apply(formatter.apply(value));
    }

    /** What is wrong with a value and what to give instead, as it stands after the key's name; empty if nothing is. */
    public Optional<String> violation(T value) {
        return allowed.test(value)
                ? Optional.empty()
                : Optional.of("is " + SafeText.value(shown(value)) + "; give " + expected);
    }
}
