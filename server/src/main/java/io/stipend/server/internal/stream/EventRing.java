package io.stipend.server.internal.stream;

import io.stipend.events.ResourceEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest events, numbered from 0 on. Thread safe. */
final class EventRing {

    private final @Nullable ResourceEvent[] slots;
    private long next;

    EventRing(int kept) {
        slots = new ResourceEvent[kept];
    }

    synchronized void add(List<ResourceEvent> batch) {
        for (ResourceEvent event : batch) {
            slots[slot(next)] = event;
            next++;
        }
    }

    /** The number that the next event gets. */
    synchronized long next() {
        return next;
    }

    /** The number of the oldest event that is still there; that of the next if there is none. */
    synchronized long oldest() {
        return Math.max(0, next - slots.length);
    }

    /** An event that is still there; null if it is not, or not yet. */
    synchronized @Nullable ResourceEvent get(long number) {
        return number >= next || number < oldest() ? null : slots[slot(number)];
    }

    /** The number after that of an event with an id; -1 if it is not there. */
    synchronized long after(String id, String tenant) {
        for (long number = next - 1; number >= oldest(); number--) {
            ResourceEvent event = slots[slot(number)];
            if (event != null && event.tenant().equals(tenant) && event.id().equals(id)) {
                return number + 1;
            }
        }
        return -1;
    }

    private int slot(long number) {
        return (int) (number % slots.length);
    }
}
