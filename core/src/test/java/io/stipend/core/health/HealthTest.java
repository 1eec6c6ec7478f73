package io.stipend.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.background.LoopStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of how the threads in the background are. */
final class HealthTest {

    private static final Duration STUCK = Duration.ofMinutes(5);

    private static LoopStatus vitals(LoopStatus.State state, Duration busyFor, int failures) {
        return new LoopStatus(state, busyFor, failures, failures > 0 ? "no broker" : "");
    }

    @Test
    void aThreadThatRunsLives() {
        assertThat(Health.alive("relay", vitals(LoopStatus.State.RUNNING, Duration.ofMinutes(4), 3), STUCK)
                        .status())
                .isEqualTo(Status.UP);
    }

    @Test
    void oneThatHasEndedOrIsStuckAsksForARestart() {
        assertThat(Health.alive("relay", vitals(LoopStatus.State.DEAD, Duration.ZERO, 0), STUCK)
                        .status())
                .isEqualTo(Status.DOWN);
        Component stuck = Health.alive("relay", vitals(LoopStatus.State.RUNNING, STUCK, 0), STUCK);
        assertThat(stuck.status()).isEqualTo(Status.DOWN);
        assertThat(stuck.sentence()).contains("300 s").contains("restart");
    }

    /** A process that drains must be left alone while it does. */
    @Test
    void oneThatWasStoppedDoesNot() {
        assertThat(Health.alive("relay", vitals(LoopStatus.State.STOPPED, Duration.ofHours(1), 0), STUCK)
                        .status())
                .isEqualTo(Status.UP);
    }

    @Test
    void failuresMakeItDegradedAndNotUnready() {
        Component failing = Health.working("relay", vitals(LoopStatus.State.RUNNING, Duration.ZERO, 3), STUCK);

        assertThat(failing.status()).isEqualTo(Status.DEGRADED);
        assertThat(failing.sentence()).contains("3 times").contains("no broker");
        assertThat(HealthReport.of(List.of(failing)).ok()).isTrue();
        assertThat(Health.working("sweeper", vitals(LoopStatus.State.NEW, Duration.ZERO, 0), STUCK)
                        .status())
                .isEqualTo(Status.DEGRADED);
    }

    @Test
    void theWorstComponentCounts() {
        Component up = Component.of("store", Status.UP, "answers");
        Component down = Component.of("store", Status.DOWN, "is away");
        assertThat(HealthReport.of(List.of(up, down)).status()).isEqualTo(Status.DOWN);
        assertThat(HealthReport.of(List.of(up, down)).ok()).isFalse();
    }
}
