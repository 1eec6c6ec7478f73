package io.stipend.deploy.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a setting's text may be, and what it means.
 *
 * @param expected what to give, as it stands after "give" and in the documentation: {@code a whole number, 1 to 1000}
 * @param parser the text's meaning; empty if it has none
 * @param choices the texts that are possible, where they can be listed; else empty
 * @param mask the text as it may be shown
 * @param <T> what the text becomes
 */
public record ValueType<T>(
        String expected, Function<String, Optional<T>> parser, List<String> choices, Function<String, String> mask) {

    public ValueType {
        choices = List.copyOf(choices);
    }

    /** A type whose texts cannot be listed, and hide nothing. */
    public static <T> ValueType<T> of(String expected, Function<String, Optional<T>> parser) {
        return new ValueType<>(expected, parser, List.of(), Function.identity());
    }

    /** The same texts, which become something else. */
    public <R> ValueType<R> map(Function<T, R> meaning) {
        return new ValueType<>(expected, text -> parser.apply(text).map(meaning), choices, mask);
    }

    /** The same, described otherwise. */
    public ValueType<T> expecting(String otherExpected) {
        return new ValueType<>(otherExpected, parser, choices, mask);
    }

    /** The same, shown otherwise. */
    ValueType<T> masked(Function<String, String> otherMask) {
        return new ValueType<>(expected, parser, choices, otherMask);
    }
}
