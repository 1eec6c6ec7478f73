package io.stipend.cli.wiring;

import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;

/**
 * Where events go.
 *
 * @param publisher takes them there
 * @param deadLetters takes those that can never be published
 */
public record EventsTarget(EventPublisher publisher, DeadLetterSink deadLetters) {

    /** One whose dead letters go to the log. */
    public static EventsTarget of(EventPublisher publisher) {
        return new EventsTarget(publisher, DeadLetterSink.log());
    }
}
