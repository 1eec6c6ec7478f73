package io.stipend.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {

    @Test
    void standsStillUntilMoved() {
        SettableClock clock = SettableClock.at("2026-01-31T23:59:59.999Z");
        assertThat(clock.instant()).isEqualTo(clock.instant());

        clock.advance(Duration.ofMillis(1));
        assertThat(clock.instant()).isEqualTo("2026-02-01T00:00:00Z");
        clock.advance(Duration.ofHours(-1));
        assertThat(clock.millis())
                .isEqualTo(Instant.parse("2026-01-31T23:00:00Z").toEpochMilli());
        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }
}
