package io.stipend.events;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where events go that can never be published. The relay calls it from its only thread. */
@FunctionalInterface
public interface DeadLetterSink {

    /**
     * Stores one event for a person to look at.
     *
     * @param event the event that was rejected
     * @param reason why
     * @throws EventPublishException when it could not be stored; the entry then stays in the store and is tried again
     */
    void accept(ResourceEvent event, String reason);

    /** A sink that writes each dead letter to the log at ERROR, with the whole event. */
    static DeadLetterSink log() {
        Logger log = LoggerFactory.getLogger(DeadLetterSink.class);
        return (event, reason) -> log.error("dead letter {}: {}; {}", event.id(), reason, event);
    }
}
