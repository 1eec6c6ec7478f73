package io.stipend.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The type of a value: what it may be, and how it is read and written. Immutable. Common types are in
 * {@link ValueTypes}.
 *
 * @param <T> the Java type of the value
 */
public final class ValueType<T> {

    private final String expected;
    private final Function<String, Optional<T>> parser;
    private final Function<T, String> formatter;
    private final Predicate<T> allowed;
    private final Function<String, Optional<String>> nearest;
    private final Function<String, String> mask;

    private ValueType(
            String expected,
            Function<String, Optional<T>> parser,
            Function<T, String> formatter,
            Predicate<T> allowed,
            Function<String, Optional<String>> nearest,
            Function<String, String> mask) {
        this.expected = expected;
        this.parser = parser;
        this.formatter = formatter;
        this.allowed = allowed;
        this.nearest = nearest;
        this.mask = mask;
    }

    /**
     * Creates a type.
     *
     * @param expected what to give, for messages after "give" and for the documentation: {@code a whole number, 1 to
     *     1000}
     * @param parser parses a text; empty if it is not of this type
     * @param formatter formats a value as text that the parser can read
     */
    public static <T> ValueType<T> of(
            String expected, Function<String, Optional<T>> parser, Function<T, String> formatter) {
        return new ValueType<>(
                expected, parser, formatter, value -> true, text -> Optional.empty(), Function.identity());
    }

    /** This type, restricted to values that meet a condition. */
    public ValueType<T> where(Predicate<T> condition) {
        return new ValueType<>(expected, parser, formatter, allowed.and(condition), nearest, mask);
    }

    /** This type with another description. */
    public ValueType<T> expecting(String otherExpected) {
        return new ValueType<>(otherExpected, parser, formatter, allowed, nearest, mask);
    }

    /** This type with texts that are suggested for misspelt values. */
    public ValueType<T> suggesting(List<String> texts) {
        List<String> candidates = List.copyOf(texts);
        return suggesting(text -> Nearest.of(text, candidates));
    }

    /** This type with a search of its own for what a misspelt value means. */
    ValueType<T> suggesting(Function<String, Optional<String>> search) {
        return new ValueType<>(expected, parser, formatter, allowed, search, mask);
    }

    /** This type with another mask. */
    public ValueType<T> masked(Function<String, String> otherMask) {
        return new ValueType<>(expected, parser, formatter, allowed, nearest, otherMask);
    }

    /** A type with the same texts and another Java type. */
    public <R> ValueType<R> map(Function<T, R> meaning, Function<R, T> back) {
        return new ValueType<>(
                expected,
                text -> parse(text).map(meaning),
                value -> formatter.apply(back.apply(value)),
                value -> allowed.test(back.apply(value)),
                nearest,
                mask);
    }

    /** A description of what to give. */
    public String expected() {
        return expected;
    }

    /** What was probably meant by a text that is not of this type; empty if that cannot be told. */
    public Optional<String> nearest(String text) {
        return nearest.apply(text);
    }

    /** Parses a text; empty if it is not of this type. */
    public Optional<T> parse(String text) {
        return parser.apply(text).filter(allowed);
    }

    /** Formats a value as text. */
    public String format(T value) {
        return formatter.apply(value);
    }

    /** A text of this type, masked so that it may be shown. */
    public String mask(String text) {
        return mask.apply(text);
    }

    /** A value as text, masked so that it may be shown. */
    public String shown(T value) {
        return mask.apply(formatter.apply(value));
    }

    /** What is wrong with a value and what to give instead, for a message after the key's name; empty if it is allowed. */
    public Optional<String> violation(T value) {
        return allowed.test(value)
                ? Optional.empty()
                : Optional.of("is " + SafeText.value(shown(value)) + "; give " + expected);
    }
}
