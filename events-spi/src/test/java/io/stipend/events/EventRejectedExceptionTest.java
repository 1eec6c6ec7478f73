package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventRejectedExceptionTest {

    @Test
    void keepsTheReasonsWhateverHappensToTheMapItGot() {
        ResourceEvent event = Events.warning("r1", 2);
        Map<ResourceEvent, String> reasons = new HashMap<>(Map.of(event, "too large"));

        EventRejectedException rejection = new EventRejectedException(reasons);
        reasons.clear();

        assertThat(rejection.reasons()).containsExactly(Map.entry(event, "too large"));
        assertThat(rejection).hasMessageContaining(event.id()).hasMessageContaining("too large");
    }

    @Test
    void aWholeBatchRejectedDoesNotMakeAMessageOfItsSize() {
        Map<ResourceEvent, String> reasons = new HashMap<>();
        for (int i = 1; i <= 1000; i++) {
            reasons.put(Events.warning("r" + i, 2), "refused");
        }

        EventRejectedException rejection = new EventRejectedException(reasons);

        assertThat(rejection.reasons()).hasSize(1000);
        assertThat(rejection.getMessage()).startsWith("1000 events").hasSizeLessThan(500);
    }

    @Test
    void refusesToRejectNothing() {
        assertThatThrownBy(() -> new EventRejectedException(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }
}
