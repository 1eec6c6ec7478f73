package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EventTypeTest {

    /** The names are on the wire: changing one breaks every consumer. */
    @Test
    void wireNamesAreAsPublished() {
        assertThat(Stream.of(EventType.values()).map(EventType::wireName))
                .containsExactly(
                        "resource.reserved",
                        "resource.usage",
                        "resource.warning",
                        "resource.critical",
                        "resource.extended",
                        "resource.split",
                        "resource.completed",
                        "resource.released",
                        "resource.expired",
                        "resource.charged",
                        "resource.refused",
                        "account.changed",
                        "account.forecast",
                        "pool.starved",
                        "forecast.calibration");
    }

    @Test
    void everyEventKnowsItsTypeStreamAndTime() {
        assertThat(Events.reserved("r1", 1, 5, "user:ann").type()).isEqualTo(EventType.RESERVED);
        assertThat(Events.extended("r1", 1, 5, "user:ann").type()).isEqualTo(EventType.EXTENDED);
        assertThat(Events.completed("r1", 1, false, 0, 0).type()).isEqualTo(EventType.COMPLETED);
        assertThat(Events.released("r1", 1, 0, 0).type()).isEqualTo(EventType.RELEASED);
        assertThat(Events.expired("r1", 1, 0, 0).type()).isEqualTo(EventType.EXPIRED);
        assertThat(Events.charged("r1", 5, "user:ann").type()).isEqualTo(EventType.CHARGED);
        assertThat(Events.warning("r1", 1).stream()).isEqualTo("r1");
        assertThat(Events.changed("user:ann", 1, "CREDITS", 1, 0).stream()).isEqualTo("user:ann");
        assertThat(Events.warning("r1", 1).timestamp()).isEqualTo(Instant.ofEpochMilli(1000));
    }
}
