package io.stipend.events;

import io.stipend.config.Plugin;
import io.stipend.config.Values;
import java.util.Map;

/**
 * A destination of events that registers itself: listed in {@code META-INF/services/io.stipend.events.EventsPlugin} of its
 * jar, it is picked by {@code events.type} and reads its keys from the section {@code events.<name>}.
 */
public interface EventsPlugin extends Plugin {

    /** What an address on a command line looks like; empty for a destination within the process. */
    default String addressForm() {
        return "";
    }

    /** What an address on a command line means, as texts by the keys of its section. */
    default Map<String, String> addressSettings(String address) {
        return Map.of();
    }

    /**
     * Makes its configuration of what was given. Every value is one of its key's type; opens nothing.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    EventsConfig configure(Values values);
}
