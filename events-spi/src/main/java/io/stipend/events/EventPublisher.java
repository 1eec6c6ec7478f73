package io.stipend.events;

import java.util.List;

/**
 * Takes events to wherever they are read. The relay calls it from one thread at a time, with batches in which the events
 * of one stream stand in the order of their sequence, and moves on only when it returns.
 *
 * <p>When {@link #publish} returns, every event of the batch is as durable as this publisher makes it. When it throws,
 * the relay publishes the batch again, so any event may arrive more than once, with the same {@link
 * ResourceEvent#id()}.
 *
 * <p>Adapters prove themselves with {@code EventPublisherContract} of the testkit.
 */
public interface EventPublisher extends AutoCloseable {

    /**
     * Publishes a batch. May block for as long as the publisher's own deadline allows; no caller of the manager waits
     * for it.
     *
     * @param batch the events, in order; may be empty
     * @throws EventRejectedException when some events can never be published; the others will be published again
     * @throws EventPublishException when publishing failed and may succeed later
     */
    void publish(List<ResourceEvent> batch);

    /**
     * Whether this publisher drops every event unseen. The relay then makes none, which spares it most of its work; it
     * asks once, when it is made.
     */
    default boolean discardsAll() {
        return false;
    }

    /**
     * Looks whether what the events go to can be reached: one cheap round trip, which publishes nothing. Unlike {@link
     * #publish} it may be called by any thread. Does nothing unless overridden: for publishers to which nothing is far.
     *
     * @throws EventPublishException with a sentence that says why not
     */
    default void ping() {}

    /** Releases what the publisher holds. Does nothing unless overridden; calling it again does nothing. */
    @Override
    default void close() {}
}
