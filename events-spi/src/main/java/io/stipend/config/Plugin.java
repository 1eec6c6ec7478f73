package io.stipend.config;

import java.util.List;
import java.util.Map;

/** What an adapter declares so that a configuration can pick it by its name. */
public interface Plugin {

    /** The name that picks it and that its section has: lower case, with hyphens. */
    String name();

    /** The keys of its section, with paths relative to it, in the order of the documentation. */
    List<Key<?>> keys();

    /** The rules between values of its section. */
    default List<Rule<?>> rules() {
        return List.of();
    }

    /**
     * Values that cannot be used although each has its type: the reasons, by the path of the value in the section.
     * Called only if this adapter is picked.
     */
    default Map<KeyPath, String> refusals(Values values) {
        return Map.of();
    }
}
