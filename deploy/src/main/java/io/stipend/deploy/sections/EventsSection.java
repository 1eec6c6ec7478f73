package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.events.EventsConfig;
import io.stipend.events.EventsPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code events}: where events go. */
public final class EventsSection {

    public static final KeyPath PATH = KeyPath.of("events");

    private static final AdapterSections<EventsPlugin> DESTINATIONS =
            new AdapterSections<>(PATH, "destination of events", "stipend-events-", Plugins.events());

    private static final Key<String> TYPE = DESTINATIONS.typeKey(
            Optional.of(EventsConfig.none().type()), "Where events go: nowhere, the log, or a broker.");

    private EventsSection() {}

    /** The keys of all destinations, then those of each. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(TYPE));
        keys.addAll(DESTINATIONS.keys());
        return keys;
    }

    /** What to say of a destination that is not there. */
    public static String absent(String name) {
        return DESTINATIONS.absent(name);
    }

    /** Whether a key is one of a destination that is not picked. */
    public static boolean isOfAnother(String key, EventsConfig picked) {
        return DESTINATIONS.isOfAnother(key, picked.type());
    }

    /** Where events go; empty, and problems, if they cannot. */
    public static Optional<EventsConfig> read(CheckedSettings settings) {
        DESTINATIONS.checkRules(settings);
        return DESTINATIONS
                .picked(settings, TYPE, settings.get(TYPE))
                .flatMap(plugin -> DESTINATIONS
                        .values(settings, plugin)
                        .flatMap(values -> settings.make(PATH.then(plugin.name()), () -> plugin.configure(values))));
    }
}
