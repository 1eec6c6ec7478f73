package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.events.ResourceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader who drops duplicates by id sees. */
final class Order {

    private Order() {}

    /** No event of a stream came, for the first time, before one with a lower sequence. */
    static void assertNoneOvertook(List<ResourceEvent> events) {
        Set<String> seen = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (ResourceEvent event : events) {
            if (seen.add(event.id())) {
                Long before = last.put(event.tenant() + "/" + event.stream(), event.sequence());
                assertThat(before == null || before <= event.sequence())
                        .as("%s came after number %s", event.id(), before)
                        .isTrue();
            }
        }
    }

    /** That, and every number of every stream from 1 to a last one is there. */
    static void assertWhole(List<ResourceEvent> events, int streams, long last) {
        assertNoneOvertook(events);
        Map<String, Set<Long>> numbers = new HashMap<>();
        for (ResourceEvent event : events) {
            numbers.computeIfAbsent(event.stream(), stream -> new HashSet<>()).add(event.sequence());
        }
        assertThat(numbers).hasSize(streams);
        assertThat(numbers.values()).allSatisfy(found -> assertThat(found).hasSize((int) last));
    }
}
