package io.stipend.events;

/**
 * A destination of events.
 *
 * @param publisher publishes events there
 * @param deadLetters takes events that can never be published
 */
public record EventDestination(EventPublisher publisher, DeadLetterSink deadLetters) {

    /** A destination whose dead letters go to the log. */
    public static EventDestination of(EventPublisher publisher) {
        return new EventDestination(publisher, DeadLetterSink.log());
    }
}
