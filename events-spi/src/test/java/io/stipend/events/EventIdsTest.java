package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventIdsTest {

    /** Parts that could be mistaken for one another once they are joined. */
    private static final List<String> AWKWARD = List.of(
            "a",
            "b",
            "/",
            "%",
            "a/b",
            "a%2Fb",
            "%2F",
            "%25",
            "%252F",
            "a/",
            "/a",
            "reservation",
            "account",
            "forecast",
            "é/");

    @Test
    void readsAsTenantFamilyStreamSequenceAndType() {
        assertThat(Events.warning("r1", 7).id()).isEqualTo("default/reservation/r1/7/resource.warning");
        assertThat(Events.changed("user:ann", 3, "CREDITS", 1, 0).id())
                .isEqualTo("default/account/user:ann/3/account.changed");
        assertThat(new ResourceEvent.ForecastCalibration("default", 7, 7_001, "opus", 0.01, 0, 9, 0, 9, 1, 1, 0, 0)
                        .id())
                .isEqualTo("default/forecast/opus:0.01/7/forecast.calibration");
    }

    @Test
    void escapesWhatSeparatesParts() {
        assertThat(EventIds.join("a/b", "reservation", "50%/x", 1, "t")).isEqualTo("a%2Fb/reservation/50%25%2Fx/1/t");
    }

    @Test
    void noTwoEventsShareAnId() {
        Map<String, List<Object>> seen = new HashMap<>();
        for (String tenant : AWKWARD) {
            for (String stream : AWKWARD) {
                for (String family : List.of("reservation", "account", "forecast")) {
                    for (long sequence : new long[] {1, 11, Long.MAX_VALUE}) {
                        for (EventType type : EventType.values()) {
                            List<Object> parts = List.of(tenant, family, stream, sequence, type);
                            List<Object> other =
                                    seen.put(EventIds.join(tenant, family, stream, sequence, type.wireName()), parts);
                            assertThat(other)
                                    .as("the event that has the id of %s", parts)
                                    .isNull();
                        }
                    }
                }
            }
        }
    }

    @Test
    void bothEventsOfAJumpHaveTheirOwnId() {
        assertThat(Events.warning("r1", 2).id())
                .isNotEqualTo(Events.critical("r1", 2).id());
    }

    @Test
    void aReservationNamedLikeAnAccountHasItsOwnStream() {
        assertThat(Events.warning("user:ann", 1).id())
                .isNotEqualTo(Events.changed("user:ann", 1, "CREDITS", 1, 0).id());
    }
}
