package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names that rows share, numbered from 1 in the order they came; 0 stands for none. */
final class Names {

    /** What a name takes beside its letters, in the list and in the map. */
    private static final int BYTES_BESIDE = 100;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private long bytes;

    int numberOf(@Nullable String name) {
        if (name == null) {
            return 0;
        }
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        names.add(name);
        numbers.put(name, names.size());
        bytes += BYTES_BESIDE + name.length();
        return names.size();
    }

    /** The name of a number; empty for 0. */
    Optional<String> named(long number) {
        return number == 0 ? Optional.empty() : Optional.of(names.get((int) number - 1));
    }

    boolean contains(String name) {
        return numbers.containsKey(name);
    }

    int size() {
        return names.size();
    }

    List<String> all() {
        return names;
    }

    /** The memory it takes, about. */
    long bytes() {
        return bytes;
    }
}
