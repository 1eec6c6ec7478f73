package io.stipend.cli.replay.engine;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what publishers have published, by type. Thread safe. */
public final class EventCounts {

    private final AtomicLongArray counts = new AtomicLongArray(EventType.values().length);

    /** A publisher around another one, of which each event is counted once it is published. */
    public EventPublisher around(EventPublisher publisher) {
        return new EventPublisher() {
            @Override
            public void publish(List<ResourceEvent> batch) {
                publisher.publish(batch);
                batch.forEach(event -> count(event.type()));
            }

            @Override
            public void close() {
                publisher.close();
            }
        };
    }

    private void count(EventType type) {
        counts.incrementAndGet(type.ordinal());
    }

    /** How many of each type were published; every type is there. */
    public Map<EventType, Long> byType() {
        Map<EventType, Long> byType = new EnumMap<>(EventType.class);
        for (EventType type : EventType.values()) {
            byType.put(type, counts.get(type.ordinal()));
        }
        return byType;
    }
}
