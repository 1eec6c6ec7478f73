package io.stipend.deploy.settings;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All the keys there are. Immutable. */
public final class Catalogue {

    private final String prefix;
    private final List<Key<?>> keys;
    private final Branch root = new Branch();
    private final Map<String, Key<?>> byVariable = new LinkedHashMap<>();
    private final Map<KeyPath, Function<String, String>> adapterSections;

    /** A section or a key, with what stands under it. */
    static final class Branch {

        /** Where nothing is known. */
        static final Branch EMPTY = new Branch();

        private final Map<String, Branch> named = new LinkedHashMap<>();
        private @Nullable Branch any;
        private @Nullable Key<?> key;

        /** What stands under a name, if that is known. */
        @Nullable
        Branch under(String name) {
            Branch found = named.get(name);
            return found == null ? any : found;
        }

        /** The key that this is; null for a section. */
        @Nullable
        Key<?> key() {
            return key;
        }

        /** The names that are known here; those of the user's not among them. */
        List<String> names() {
            return List.copyOf(named.keySet());
        }

        private Branch grow(String segment) {
            if (!KeyPath.isPlaceholder(segment)) {
                return named.computeIfAbsent(segment, name -> new Branch());
            }
            if (any == null) {
                any = new Branch();
            }
            return any;
        }
    }

    /**
     * A catalogue.
     *
     * @param prefix what the environment variables begin with
     * @param keys all keys, in the order in which they are shown
     * @param adapterSections the sections whose sections are named after adapters, each with what to say of an adapter that
     *     is not there
     */
    public Catalogue(String prefix, List<Key<?>> keys, Map<KeyPath, Function<String, String>> adapterSections) {
        this.prefix = prefix;
        this.adapterSections = Map.copyOf(adapterSections);
        this.keys = List.copyOf(keys);
        for (Key<?> key : keys) {
            Branch branch = root;
            for (String segment : key.path().segments()) {
                branch = branch.grow(segment);
            }
            if (branch.key != null) {
                throw new IllegalArgumentException(key.path() + " is there twice");
            }
            branch.key = key;
            variable(key).ifPresent(variable -> {
                if (byVariable.put(variable, key) != null) {
                    throw new IllegalArgumentException(variable + " would set two keys");
                }
            });
        }
    }

    /** All keys, in the order in which they are shown. */
    public List<Key<?>> keys() {
        return keys;
    }

    /** The environment variable that sets a key; none for one that stands under a name of the user's. */
    public Optional<String> variable(Key<?> key) {
        if (key.isNamedByUser()) {
            return Optional.empty();
        }
        String joined = String.join("_", key.path().segments());
        return Optional.of(prefix + joined.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** What to say of a section that is not known, if it would be that of an adapter. */
    Optional<String> absentAdapter(KeyPath unknown) {
        return Optional.ofNullable(adapterSections.get(unknown.parent())).map(what -> what.apply(unknown.last()));
    }

    String prefix() {
        return prefix;
    }

    Branch root() {
        return root;
    }

    Optional<Key<?>> ofVariable(String variable) {
        return Optional.ofNullable(byVariable.get(variable));
    }

    Optional<String> nearestVariable(String variable) {
        // Judged without what they have all in common.
        List<String> names = byVariable.keySet().stream()
                .map(name -> name.substring(prefix.length()))
                .toList();
        return Nearest.of(variable.substring(prefix.length()), names).map(prefix::concat);
    }

    /**
     * The key or section that was most likely meant by one that is not known: one of the same section that is spelt alike,
     * else one of the same name elsewhere, else one whose whole path is spelt alike.
     *
     * @param siblings the names known in its section
     */
    Optional<String> nearest(KeyPath unknown, List<String> siblings) {
        return Nearest.of(unknown.last(), siblings)
                .map(name -> unknown.parent().then(name).toString())
                .or(() -> elsewhere(unknown))
                .or(() -> Nearest.of(unknown.toString(), paths()));
    }

    private Optional<String> elsewhere(KeyPath unknown) {
        return keys.stream()
                .map(Key::path)
                .filter(pattern -> pattern.last().equals(unknown.last()))
                .max(Comparator.comparingInt(pattern -> inCommon(pattern, unknown)))
                .map(KeyPath::toString);
    }

    private static int inCommon(KeyPath one, KeyPath other) {
        int limit = Math.min(one.length(), other.length());
        int common = 0;
        while (common < limit
                && one.segments().get(common).equals(other.segments().get(common))) {
            common++;
        }
        return common;
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        keys.forEach(key -> paths.add(key.path().toString()));
        return paths;
    }
}
