package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.events.ResourceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what a reader sees who drops duplicates by id. */
final class Order {

    private Order() {}

    /** Asserts that no event came for the first time before one of its stream with a lower sequence. */
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

    /** Asserts this, and that every stream has every number from 1 to the last. */
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
