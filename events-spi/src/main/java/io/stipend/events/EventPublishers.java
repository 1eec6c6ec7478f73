package io.stipend.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishers that need only the JDK and slf4j. */
public final class EventPublishers {

    private EventPublishers() {}

    /** Drops every event. For services that want budgets and no events. */
    public static EventPublisher none() {
        return new None();
    }

    /** Writes each event to the logger {@code io.stipend.events} at INFO. The events are as durable as the log. */
    public static EventPublisher log() {
        Logger log = LoggerFactory.getLogger("io.stipend.events");
        return batch -> batch.forEach(event -> log.info("{} {}", event.type().wireName(), event));
    }

    /** Starts an in-process publisher that calls listeners; see {@link EventListeners}. */
    public static EventListeners.Builder listeners() {
        return new EventListeners.Builder();
    }

    /**
     * Publishes to each of the given publishers in turn, for example to listeners in the process and to a broker. When
     * a later one fails, the batch is published again to all, so the earlier ones see its events twice. An event that
     * one publisher rejects is still offered to the others before it becomes a dead letter.
     *
     * @param publishers in the order in which they get each batch
     */
    public static EventPublisher all(EventPublisher... publishers) {
        return new All(List.of(publishers));
    }

    private static String both(String first, String next) {
        return first + "; " + next;
    }

    private record None() implements EventPublisher {

        @Override
        public void publish(List<ResourceEvent> batch) {}

        @Override
        public boolean discardsAll() {
            return true;
        }
    }

    private record All(List<EventPublisher> publishers) implements EventPublisher {

        @Override
        public void publish(List<ResourceEvent> batch) {
            Map<ResourceEvent, String> rejected = new LinkedHashMap<>();
            for (EventPublisher publisher : publishers) {
                try {
                    publisher.publish(batch);
                } catch (EventRejectedException e) {
                    e.reasons().forEach((event, reason) -> rejected.merge(event, reason, EventPublishers::both));
                }
            }
            if (!rejected.isEmpty()) {
                throw new EventRejectedException(rejected);
            }
        }

        @Override
        public boolean discardsAll() {
            return publishers.stream().allMatch(EventPublisher::discardsAll);
        }

        /** Pings each publisher, up to the first that cannot be reached. */
        @Override
        public void ping() {
            publishers.forEach(EventPublisher::ping);
        }

        /** Closes every publisher, even if some fail. Throws the first failure, with the others suppressed. */
        @Override
        public void close() {
            RuntimeException failure = null;
            for (EventPublisher publisher : publishers) {
                try {
                    publisher.close();
                } catch (RuntimeException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
