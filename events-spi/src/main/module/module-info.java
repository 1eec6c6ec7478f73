/** What happened, where it is published, and how an adapter is configured. */
module io.stipend.events {
    requires static org.jspecify;
    requires org.slf4j;

    exports io.stipend.config;
    exports io.stipend.events;
    exports io.stipend.events.json;

    provides io.stipend.events.EventsPlugin with
            io.stipend.events.internal.LogPlugin,
            io.stipend.events.internal.NonePlugin;
}
