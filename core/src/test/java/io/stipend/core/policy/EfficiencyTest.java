package io.stipend.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationHeader;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EfficiencyTest {

    /** The formula of DESIGN, section 5, worked out by hand. */
    @ParameterizedTest
    @CsvSource({
        // ratio, elapsed, reserved, use, time
        "0,    100, 100, 0,    1",
        "0.4,  100, 100, 0.5,  1",
        "0.8,  100, 100, 1,    1",
        "1.0,  100, 100, 0.75, 1",
        "1.2,  100, 100, 0.5,  1",
        "1.6,  100, 100, 0,    1",
        "2,    100, 100, 0,    1",
        "1000, 100, 100, 0,    1",
        // A fast run is not punished; a slow one is.
        "0.8,  0,   100, 1,    1",
        "0.8,  1,   100, 1,    1",
        "0.8,  200, 100, 1,    0.5",
        "0.4,  400, 100, 0.5,  0.25",
        // Without reserved time, time is not judged.
        "0.8,  999, 0,   1,    1"
    })
    void followsTheFormula(double ratio, long elapsed, long reserved, double use, double time) {
        Efficiency efficiency = Efficiency.of(ratio, Efficiency.DEFAULT_TARGET, elapsed, reserved);

        assertThat(efficiency.use()).isCloseTo(use, within(1e-12));
        assertThat(efficiency.time()).isCloseTo(time, within(1e-12));
        assertThat(efficiency.score()).isEqualTo(use * time);
    }

    @Test
    void theTargetItselfScoresExactlyOne() {
        for (double target : new double[] {0.8, 0.1, 0.3, 1, Double.MIN_NORMAL}) {
            assertThat(Efficiency.of(target, target, 0, 0).score()).isEqualTo(1);
        }
    }

    @Test
    void aScoreHasFourDecimals() {
        assertThat(Efficiency.of(0.08, 0.8, 0, 0).score()).isEqualTo(0.1);
        assertThat(Efficiency.of(1.52, 0.8, 0, 0).score()).isEqualTo(0.1);
        assertThat(Efficiency.of(1, 0.3, 300, 100).score()).isZero();
        assertThat(Efficiency.of(0.8, 0.8, 300, 100).score()).isEqualTo(0.3333);
    }

    @Test
    void everyScoreLiesBetweenZeroAndOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            double ratio = Math.exp(random.nextGaussian() * 3);
            double target = Math.nextUp(random.nextDouble());
            double score = Efficiency.of(ratio, target, random.nextLong(1L << 53), random.nextLong(1L << 53))
                    .score();
            assertThat(score)
                    .as("seed %d, ratio %s, target %s", seed, ratio, target)
                    .isBetween(0.0, 1.0);
        }
    }

    private static JournalEntry.Closed closed(ResourceVector held, ResourceVector used) {
        ReservationHeader header = new ReservationHeader(ReservationId.of("r1"), AccountPath.EMPTY, null, 1000);
        return new JournalEntry.Closed(
                header,
                2,
                1400,
                CloseKind.SETTLED,
                OperationId.SETTLE,
                0,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                null,
                held,
                used,
                used,
                ResourceVector.ZERO,
                0,
                false);
    }

    @Test
    void reportedComputeTimeIsTheTimeElapsed() {
        // 200 ms held, 100 ms reported: no slow run, though the reservation was open for 400 ms.
        JournalEntry.Closed entry =
                closed(ResourceVector.of(100, 0, 0, 200, 0, 1), ResourceVector.of(80, 0, 0, 100, 0, 0));

        assertThat(Efficiency.of(entry, 0.8).score()).isEqualTo(1);
    }

    @Test
    void withoutAReportTheTimeIsFromReserveToClose() {
        JournalEntry.Closed entry =
                closed(ResourceVector.of(100, 0, 0, 200, 0, 1), ResourceVector.of(80, 0, 0, 0, 0, 0));

        assertThat(Efficiency.of(entry, 0.8)).isEqualTo(new Efficiency(0.8, 1, 0.5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesATargetThatIsNoRatio(double target) {
        assertThatThrownBy(() -> Efficiency.checkTarget(target))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("efficiency target", Double.toString(target));
    }
}
