package io.stipend.events;

/**
 * A publisher that also keeps the events that can never be published, at a place of its own: give it to the relay in both
 * roles.
 */
public interface DeadLetteringPublisher extends EventPublisher, DeadLetterSink {}
