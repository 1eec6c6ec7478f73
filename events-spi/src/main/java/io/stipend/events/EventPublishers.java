package io.stipend.events;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishers that need nothing but the JDK and slf4j. */
public final class EventPublishers {

    private EventPublishers() {}

    /** Drops every event. For services that keep budgets and want no record of them elsewhere. */
    public static EventPublisher none() {
        return batch -> {};
    }

    /** Writes each event to the logger {@code io.stipend.events} at INFO. As durable as the log. */
    public static EventPublisher log() {
        Logger log = LoggerFactory.getLogger("io.stipend.events");
        return batch -> batch.forEach(event -> log.info("{} {}", event.type().wireName(), event));
    }

    /** Starts an in-process publisher that calls listeners; see {@link EventListeners}. */
    public static EventListeners.Builder listeners() {
        return new EventListeners.Builder();
    }

    /**
     * Publishes to each of the given publishers in turn, for example listeners in the process and a broker. When a later
     * one fails, the batch is published again to all, so the earlier ones see its events twice.
     *
     * @param publishers in the order in which they get each batch
     */
    public static EventPublisher all(EventPublisher... publishers) {
        return new All(List.of(publishers));
    }

    private record All(List<EventPublisher> publishers) implements EventPublisher {

        @Override
        public void publish(List<ResourceEvent> batch) {
            publishers.forEach(publisher -> publisher.publish(batch));
        }

        @Override
        public void close() {
            publishers.forEach(EventPublisher::close);
        }
    }
}
