package io.stipend.deploy.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One key: all there is to know of it, for reading, for suggestions, for the documentation, and for whoever asks for its
 * value.
 *
 * @param pattern where it stands; a name in angle brackets stands for any name of the user's
 * @param type what its value may be
 * @param defaultText the value when it is left out, as it would be written; empty if it then has none
 * @param about what it does, for the documentation
 * @param <T> what its value becomes
 */
public record Key<T>(KeyPath pattern, ValueType<T> type, String defaultText, String about) {

    /** Refuses a default that is no value of its type: a defect of the catalogue. */
    public Key {
        if (!defaultText.isEmpty() && type.parser().apply(defaultText).isEmpty()) {
            throw new IllegalArgumentException(pattern + " cannot be " + defaultText + " by default");
        }
    }

    /**
     * A key.
     *
     * @param dotted where it stands, such as {@code store.postgres.schema}
     */
    public static <T> Key<T> of(String dotted, ValueType<T> type, String defaultText, String about) {
        return new Key<>(KeyPath.of(dotted), type, defaultText, about);
    }

    /** The path under the user's names, which take the place of those in angle brackets. */
    public KeyPath at(String... names) {
        List<String> segments = new ArrayList<>();
        int next = 0;
        for (String segment : pattern.segments()) {
            segments.add(isAny(segment) ? names[next++] : segment);
        }
        if (next != names.length) {
            throw new IllegalArgumentException(pattern + " takes " + next + " names, not " + names.length);
        }
        return new KeyPath(segments);
    }

    /** The environment variable that sets it; none for one that stands under a name of the user's. */
    Optional<String> variable(String prefix) {
        if (pattern.segments().stream().anyMatch(Key::isAny)) {
            return Optional.empty();
        }
        String joined = String.join("_", pattern.segments());
        return Optional.of(prefix + joined.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** Its value when it is left out. */
    Optional<T> defaultValue() {
        return defaultText.isEmpty() ? Optional.empty() : type.parser().apply(defaultText);
    }

    static boolean isAny(String segment) {
        return segment.startsWith("<");
    }
}
