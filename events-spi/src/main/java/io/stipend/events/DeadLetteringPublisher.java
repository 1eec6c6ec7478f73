package io.stipend.events;

/**
 * A publisher that also stores the events that can never be published, in a place of its own. Give it to the relay in
 * both roles.
 */
public interface DeadLetteringPublisher extends EventPublisher, DeadLetterSink {}
