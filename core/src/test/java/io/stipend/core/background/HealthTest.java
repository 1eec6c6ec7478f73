package io.stipend.core.background;

import static org.assertj.core.api.Assertions.assertThat;

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
                .isEqualTo(Health.Status.UP);
    }

    @Test
    void oneThatHasEndedOrIsStuckAsksForARestart() {
        assertThat(Health.alive("relay", vitals(LoopStatus.State.DEAD, Duration.ZERO, 0), STUCK)
                        .status())
                .isEqualTo(Health.Status.DOWN);
        Health.Component stuck = Health.alive("relay", vitals(LoopStatus.State.RUNNING, STUCK, 0), STUCK);
        assertThat(stuck.status()).isEqualTo(Health.Status.DOWN);
        assertThat(stuck.sentence()).contains("300 s").contains("restart");
    }

    /** A process that drains must be left alone while it does. */
    @Test
    void oneThatWasStoppedDoesNot() {
        assertThat(Health.alive("relay", vitals(LoopStatus.State.STOPPED, Duration.ofHours(1), 0), STUCK)
                        .status())
                .isEqualTo(Health.Status.UP);
    }

    @Test
    void failuresMakeItDegradedAndNotUnready() {
        Health.Component failing = Health.working("relay", vitals(LoopStatus.State.RUNNING, Duration.ZERO, 3), STUCK);

        assertThat(failing.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(failing.sentence()).contains("3 times").contains("no broker");
        assertThat(Health.Report.of(List.of(failing)).ok()).isTrue();
        assertThat(Health.working("sweeper", vitals(LoopStatus.State.NEW, Duration.ZERO, 0), STUCK)
                        .status())
                .isEqualTo(Health.Status.DEGRADED);
    }

    @Test
    void theWorstComponentCounts() {
        Health.Component up = Health.Component.of("store", Health.Status.UP, "answers");
        Health.Component down = Health.Component.of("store", Health.Status.DOWN, "is away");
        assertThat(Health.Report.of(List.of(up, down)).status()).isEqualTo(Health.Status.DOWN);
        assertThat(Health.Report.of(List.of(up, down)).ok()).isFalse();
    }
}
