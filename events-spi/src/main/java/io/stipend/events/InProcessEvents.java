package io.stipend.events;

/**
 * A destination within this process.
 *
 * @param type {@code none} or {@code log}
 */
record InProcessEvents(String type) implements EventsConfig {

    @Override
    public EventDestination open() {
        return EventDestination.of(type.equals("none") ? EventPublishers.none() : EventPublishers.log());
    }
}
