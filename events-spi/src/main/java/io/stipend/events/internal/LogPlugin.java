package io.stipend.events.internal;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.events.EventsConfig;
import io.stipend.events.EventsPlugin;
import java.util.List;

/** Writes every event to the log. */
public final class LogPlugin implements EventsPlugin {

    @Override
    public String name() {
        return "log";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of();
    }

    @Override
    public EventsConfig configure(Values values) {
        return EventsConfig.log();
    }
}
