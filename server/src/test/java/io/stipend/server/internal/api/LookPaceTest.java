package io.stipend.server.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Looks take a small share of the time, and less where nothing changes. */
final class LookPaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final LookPace pace = new LookPace(Duration.ofSeconds(1), Duration.ofSeconds(4));

    private long pauseMillis(long tookNanos, long cpuNanos, boolean isSame) {
        return TimeUnit.NANOSECONDS.toMillis(pace.pauseNanos(tookNanos, cpuNanos, isSame));
    }

    private void looksThatAreSlowAtFirst() {
        for (int i = 0; i < LookPace.FIRST_LOOKS; i++) {
            assertThat(pauseMillis(5_000 * MILLI, 3_000 * MILLI, false)).isEqualTo(1_000);
        }
    }

    @Test
    void whatIsFoundAgainIsLookedForMoreSeldomUntilItChanges() {
        assertThat(pauseMillis(MILLI, MILLI, false)).isEqualTo(1_000);
        assertThat(pauseMillis(MILLI, MILLI, true)).isEqualTo(2_000);
        assertThat(pauseMillis(MILLI, MILLI, true)).isEqualTo(4_000);
        assertThat(pauseMillis(MILLI, MILLI, true)).isEqualTo(4_000);
        assertThat(pauseMillis(MILLI, MILLI, false)).isEqualTo(1_000);
    }

    @Test
    void aLookThatCostsMuchIsSeldom() {
        looksThatAreSlowAtFirst();

        assertThat(pauseMillis(20 * MILLI, 20 * MILLI, false)).isEqualTo(20 * LookPace.CPU_SHARE);
        assertThat(pauseMillis(900 * MILLI, MILLI, false)).isEqualTo(900 * LookPace.WAITING_SHARE);
        assertThat(pauseMillis(20 * MILLI, 20 * MILLI, true)).isEqualTo(20 * LookPace.CPU_SHARE);
        assertThat(pauseMillis(MILLI, MILLI, true)).isEqualTo(4_000);
    }
}
