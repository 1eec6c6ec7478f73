package io.stipend.events;

/**
 * Where events go.
 *
 * @param publisher takes them there
 * @param deadLetters keeps those that can never be published
 */
public record EventDestination(EventPublisher publisher, DeadLetterSink deadLetters) {

    /** A destination whose dead letters go to the log. */
    public static EventDestination of(EventPublisher publisher) {
        return new EventDestination(publisher, DeadLetterSink.log());
    }
}
