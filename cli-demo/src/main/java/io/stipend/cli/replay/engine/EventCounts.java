package io.stipend.cli.replay.engine;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what another publisher has published, by type. Thread safe. */
public final class EventCounts implements EventPublisher {

    private final EventPublisher publisher;
    private final Map<EventType, LongAdder> counts = new EnumMap<>(EventType.class);

    public EventCounts(EventPublisher publisher) {
        this.publisher = publisher;
        for (EventType type : EventType.values()) {
            counts.put(type, new LongAdder());
        }
    }

    @Override
    public void publish(List<ResourceEvent> batch) {
        publisher.publish(batch);
        for (ResourceEvent event : batch) {
            LongAdder count = counts.get(event.type());
            if (count != null) {
                count.increment();
            }
        }
    }

    @Override
    public void close() {
        publisher.close();
    }

    /** How many of each type were published; every type is there. */
    public Map<EventType, Long> byType() {
        Map<EventType, Long> byType = new EnumMap<>(EventType.class);
        counts.forEach((type, count) -> byType.put(type, count.sum()));
        return byType;
    }
}
