package io.stipend.events;

/** A configured destination of events that is not open yet. Immutable; {@code toString} shows no secret. */
public interface EventsConfig {

    /** Drops every event. */
    static EventsConfig none() {
        return new InProcessEvents("none");
    }

    /** Writes each event to the logger {@code io.stipend.events}. */
    static EventsConfig log() {
        return new InProcessEvents("log");
    }

    /** The name of its {@link EventsPlugin}, which is the value of {@code events.type}. */
    String type();

    /** Creates the publisher, without connecting. The caller closes it. */
    EventDestination open();

    /**
     * Checks whether it can be used, without connecting.
     *
     * @throws IllegalArgumentException with the remedy if it cannot
     */
    default void check() {}

    /**
     * Makes sure that events can be published, as the first batch would. For a program that should fail when it starts
     * and not later. May block.
     *
     * @throws EventPublishException if they cannot
     */
    default void prepare() {}
}
