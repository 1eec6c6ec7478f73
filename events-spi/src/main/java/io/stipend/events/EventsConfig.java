package io.stipend.events;

/** A destination of events that is configured and not open yet. Immutable; its text shows no secret. */
public interface EventsConfig {

    /** Drops every event. */
    static EventsConfig none() {
        return new InProcessEvents("none");
    }

    /** Writes each event to the logger {@code io.stipend.events}. */
    static EventsConfig log() {
        return new InProcessEvents("log");
    }

    /** The name of the {@link EventsPlugin} that it belongs to, which is the value of {@code events.type}. */
    String type();

    /** Makes the publisher. Does not connect; the caller closes it. */
    EventDestination open();

    /**
     * Looks whether it can be used, without connecting.
     *
     * @throws IllegalArgumentException with the remedy if it cannot
     */
    default void check() {}

    /**
     * Makes sure that events can be published, as the first batch would: for a program that had rather fail at its start.
     * May block.
     *
     * @throws EventPublishException if they cannot
     */
    default void prepare() {}
}
