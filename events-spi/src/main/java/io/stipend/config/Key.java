package io.stipend.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One key of a configuration: everything that reading, checking, suggesting and documenting it needs. Immutable.
 *
 * @param path where it stands; a name in angle brackets stands for any name of the user's
 * @param type what its value may be
 * @param defaultValue what holds when it is left out; empty if nothing does
 * @param required whether it must be given where its section is used
 * @param about what it does, for the documentation
 * @param <T> the type of its values
 */
public record Key<T>(KeyPath path, ValueType<T> type, Optional<T> defaultValue, boolean required, String about) {

    /** Refuses a default that its own type does not allow. */
    public Key {
        defaultValue.flatMap(value -> type.violation(value)).ifPresent(what -> {
            throw new IllegalArgumentException(path + " by default " + what);
        });
    }

    /**
     * A key with a default.
     *
     * @param dotted where it stands, such as {@code max-batch}
     */
    public static <T> Key<T> of(String dotted, ValueType<T> type, T defaultValue, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.of(defaultValue), false, about);
    }

    /** A key that may be left out, and then has no value. */
    public static <T> Key<T> optional(String dotted, ValueType<T> type, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.empty(), false, about);
    }

    /** A key that must be given. */
    public static <T> Key<T> required(String dotted, ValueType<T> type, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.empty(), true, about);
    }

    /** The same key in a section. */
    public Key<T> under(KeyPath section) {
        return new Key<>(path.under(section), type, defaultValue, required, about);
    }

    /** The same key, its values described otherwise. */
    public Key<T> expecting(String expected) {
        return new Key<>(path, type.expecting(expected), defaultValue, required, about);
    }

    /** The path under the user's names, which take the place of those in angle brackets. */
    public KeyPath at(String... names) {
        List<String> segments = new ArrayList<>();
        int next = 0;
        for (String segment : path.segments()) {
            segments.add(KeyPath.isPlaceholder(segment) ? names[next++] : segment);
        }
        if (next != names.length) {
            throw new IllegalArgumentException(path + " takes " + next + " names, not " + names.length);
        }
        return new KeyPath(segments);
    }

    /** Whether it stands under a name of the user's, so that there may be many values of it. */
    public boolean isNamedByUser() {
        return path.segments().stream().anyMatch(KeyPath::isPlaceholder);
    }

    /** The default as it would be written; empty if there is none. */
    public String defaultText() {
        return defaultValue.map(type::format).orElse("");
    }

    /** What is wrong with a value of it, with the remedy; empty if it may have that value. */
    public Optional<String> violation(T value) {
        return type.violation(value).map(what -> path + " " + what);
    }
}
