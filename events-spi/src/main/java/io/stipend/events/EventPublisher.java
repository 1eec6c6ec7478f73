package io.stipend.events;

import java.util.List;

/**
 * Takes events to their readers. The relay calls it from one thread at a time, and continues only when it returns. In a
 * batch, the events of one stream are in the order of their sequence.
 *
 * <p>When {@link #publish} returns, every event of the batch is as durable as this publisher makes it. When it throws,
 * the relay publishes the batch again, so any event may arrive more than once, with the same {@link
 * ResourceEvent#id()}.
 *
 * <p>A publisher must pass {@code EventPublisherContract} of the testkit.
 */
public interface EventPublisher extends AutoCloseable {

    /**
     * Publishes a batch. May block until the publisher's own deadline; no caller of the manager waits for it.
     *
     * @param batch the events, in order; may be empty
     * @throws EventRejectedException when some events can never be published; the relay publishes the others again
     * @throws EventPublishException when publishing failed but may succeed later
     */
    void publish(List<ResourceEvent> batch);

    /**
     * Whether this publisher drops every event without looking at it. If so, the relay creates no events, which saves
     * most of its work. The relay asks once, when it is created.
     */
    default boolean discardsAll() {
        return false;
    }

    /**
     * Checks whether the events' destination can be reached: one cheap round trip that publishes nothing. Unlike {@link
     * #publish}, it may be called by any thread. The default does nothing, for publishers without a remote destination.
     *
     * @throws EventPublishException when it cannot be reached; the message says why
     */
    default void ping() {}

    /** Releases the publisher's resources. The default does nothing. Calling it again must do nothing. */
    @Override
    default void close() {}
}
