package io.stipend.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The values of a section's keys: those that were given, and the defaults of all others. Immutable. {@code toString}
 * shows no secret.
 *
 * <p>A configuration record that keeps its settings here needs no second list of defaults and bounds.
 */
public final class Values {

    private final List<Key<?>> keys;
    private final Map<KeyPath, Object> given;

    private Values(List<Key<?>> keys, Map<KeyPath, Object> given) {
        this.keys = keys;
        this.given = given;
    }

    /** The defaults of these keys. */
    public static Values defaults(List<Key<?>> keys) {
        return new Values(List.copyOf(keys), Map.of());
    }

    /** The value of a key that has one, given or by default. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.path() + " was not given"));
    }

    /** The value of a key, given or by default; empty if there is none. */
    public <T> Optional<T> find(Key<T> key) {
        return given(key).or(key::defaultValue);
    }

    /** The values of a key whose path has a name that the user chooses, by that name. */
    public <T> Map<String, T> findAll(Key<T> key) {
        Map<String, T> found = new TreeMap<>();
        for (KeyPath path : given.keySet()) {
            if (path.length() == key.path().length()
                    && path.startsWith(key.path().parent())) {
                given(key, path.last()).ifPresent(value -> found.put(path.last(), value));
            }
        }
        return found;
    }

    /**
     * These values with one of them changed.
     *
     * @param names the user's names in the key's path
     */
    public <T> Values with(Key<T> key, T value, String... names) {
        Map<KeyPath, Object> changed = new HashMap<>(given);
        boolean byDefault = key.defaultValue().equals(Optional.of(value));
        if (byDefault) {
            changed.remove(key.at(names));
        } else {
            changed.put(key.at(names), value);
        }
        return new Values(keys, changed);
    }

    /** These values without a given one, which has its default again. */
    public Values without(Key<?> key) {
        Map<KeyPath, Object> changed = new HashMap<>(given);
        changed.keySet()
                .removeIf(
                        path -> path.startsWith(key.isNamedByUser() ? key.path().parent() : key.path()));
        return new Values(keys, changed);
    }

    /** The first violation in these values, with its remedy; empty if there is none. */
    public Optional<String> violation(List<Rule<?>> rules) {
        return keys.stream()
                .flatMap(key -> violation(key).stream())
                .findFirst()
                .or(() -> rules.stream()
                        .flatMap(rule -> rule.violation(this).stream())
                        .findFirst());
    }

    private <T> Optional<String> violation(Key<T> key) {
        return key.isNamedByUser() ? Optional.empty() : find(key).flatMap(key::violation);
    }

    @SuppressWarnings("unchecked") // with() is the only way in
    private <T> Optional<T> given(Key<T> key, String... names) {
        return Optional.ofNullable((T) given.get(key.at(names)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values values && given.equals(values.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }

    @Override
    public String toString() {
        StringJoiner shown = new StringJoiner(", ");
        keys.forEach(key -> show(key, shown));
        return shown.toString();
    }

    private <T> void show(Key<T> key, StringJoiner shown) {
        if (key.isNamedByUser()) {
            findAll(key)
                    .forEach((name, value) ->
                            shown.add(key.at(name) + "=" + key.type().shown(value)));
        } else {
            find(key).ifPresent(value -> shown.add(key.path() + "=" + key.type().shown(value)));
        }
    }
}
