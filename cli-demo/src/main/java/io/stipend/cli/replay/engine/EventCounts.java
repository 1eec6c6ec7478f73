package io.stipend.cli.replay.engine;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what publishers have published, by type. Thread safe. */
public final class EventCounts {

    private final Map<EventType, LongAdder> counts = new EnumMap<>(EventType.class);

    /** Nothing is counted yet. */
    public EventCounts() {
        for (EventType type : EventType.values()) {
            counts.put(type, new LongAdder());
        }
    }

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
        LongAdder count = counts.get(type);
        if (count != null) {
            count.increment();
        }
    }

    /** How many of each type were published; every type is there. */
    public Map<EventType, Long> byType() {
        Map<EventType, Long> byType = new EnumMap<>(EventType.class);
        counts.forEach((type, count) -> byType.put(type, count.sum()));
        return byType;
    }
}
