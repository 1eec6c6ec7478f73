package io.stipend.events;

import io.stipend.config.Plugin;
import io.stipend.config.Values;
import java.util.Map;

/**
 * A destination of events that registers itself. Its jar lists it in {@code
 * META-INF/services/io.stipend.events.EventsPlugin}. The key {@code events.type} picks it, and the section {@code
 * events.<name>} has its keys.
 */
public interface EventsPlugin extends Plugin {

    /** The form of an address on a command line; empty for a destination within the process. */
    default String addressForm() {
        return "";
    }

    /** Translates an address on a command line into texts by the keys of its section. */
    default Map<String, String> addressSettings(String address) {
        return Map.of();
    }

    /**
     * Creates its configuration from values, each of which has its key's type. Opens nothing.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    EventsConfig configure(Values values);
}
