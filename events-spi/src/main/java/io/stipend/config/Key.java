package io.stipend.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One key of a configuration, with everything that is needed to read, check, suggest and document it. Immutable.
 *
 * @param path its path; a segment in angle brackets stands for a name that the user chooses
 * @param type the type of its value
 * @param defaultValue the default, or empty if there is none
 * @param required whether it must be given if its section is used
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
     * @param dotted its path, such as {@code max-batch}
     */
    public static <T> Key<T> of(String dotted, ValueType<T> type, T defaultValue, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.of(defaultValue), false, about);
    }

    /** A key without a default that may be left out. */
    public static <T> Key<T> optional(String dotted, ValueType<T> type, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.empty(), false, about);
    }

    /** A key that must be given. */
    public static <T> Key<T> required(String dotted, ValueType<T> type, String about) {
        return new Key<>(KeyPath.of(dotted), type, Optional.empty(), true, about);
    }

    /** This key inside a section. */
    public Key<T> under(KeyPath section) {
        return new Key<>(path.under(section), type, defaultValue, required, about);
    }

    /** This key with another description of its values. */
    public Key<T> expecting(String expected) {
        return new Key<>(path, type.expecting(expected), defaultValue, required, about);
    }

    /** The path with the user's names in place of the segments in angle brackets. */
    public KeyPath at(String... names) {
        if (names.length == 0 && !isNamedByUser()) {
            return path;
        }
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

    /** Whether its path has a name that the user chooses, so that it can have many values. */
    public boolean isNamedByUser() {
        for (String segment : path.segments()) {
            if (KeyPath.isPlaceholder(segment)) {
                return true;
            }
        }
        return false;
    }

    /** The default as text; empty if there is none. */
    public String defaultText() {
        return defaultValue.map(type::format).orElse("");
    }

    /** What is wrong with a value, with the remedy; empty if the value is allowed. */
    public Optional<String> violation(T value) {
        return type.violation(value).map(what -> path + " " + what);
    }
}
