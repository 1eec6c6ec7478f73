package io.stipend.config;

import java.util.List;
import java.util.Map;

/** What every adapter declares that a configuration can pick by its name. */
public interface Plugin {

    /** The name that picks it. Its section has the same name; lower case, with hyphens. */
    String name();

    /** The keys of its section, relative to it, in the order in which they are documented. */
    List<Key<?>> keys();

    /** What must hold between values of its section. */
    default List<Rule<?>> rules() {
        return List.of();
    }

    /**
     * What cannot be used although each value is one of its type, by the place of the value in the section. Asked only when
     * this adapter is picked.
     */
    default Map<KeyPath, String> refusals(Values values) {
        return Map.of();
    }
}
