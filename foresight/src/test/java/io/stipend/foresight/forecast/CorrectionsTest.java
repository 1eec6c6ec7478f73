package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorrectionsTest {

    private static final long LIMIT = 4_096;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.05, 0.01})
    void theStatedShareIsAboveAlsoWhereTheQuantileIsWrongAndTheWorldChanges(double risk) {
        Corrections corrections = new Corrections();
        Random random = new Random(1);
        int outcomes = 40_000;
        int above = 0;
        for (int i = 0; i < outcomes; i++) {
            // The quantile is that of another world, and halfway through, everything is 1.6 times as long.
            double actual = Math.exp(5 + 0.4 * random.nextGaussian()) * (i < outcomes / 2 ? 1 : 1.6);
            long rounded = Math.round(actual);
            above += rounded > corrections.corrected(risk, 200, LIMIT) ? 1 : 0;
            corrections.learn(risk, 200, LIMIT, rounded);
        }
        assertThat((double) above / outcomes).isCloseTo(risk, within(0.15 * risk));
    }

    @Test
    void noCorrectionGoesFurtherThanTheLargest() {
        Corrections corrections = new Corrections();
        for (int i = 0; i < 10_000; i++) {
            corrections.learn(0.01, 100, LIMIT, 1_000);
        }
        assertThat(corrections.factor(0.01)).isCloseTo(Math.exp(Corrections.LARGEST), within(1e-9));
    }

    @Test
    void whatIsBeyondTheLimitSaysNothingWhereTheQuantileIsAtTheLimitToo() {
        Corrections corrections = new Corrections();
        corrections.learn(0.01, 5_000, LIMIT, 6_000);
        assertThat(corrections.factor(0.01)).isEqualTo(1);
        corrections.learn(0.01, 4_000, LIMIT, 6_000);
        assertThat(corrections.factor(0.01)).isGreaterThan(1);
        corrections.learn(0.1, 5_000, LIMIT, 4_096);
        assertThat(corrections.factor(0.1)).isLessThan(1);
    }

    @Test
    void thousandsOfRisksShareAFewCorrections() {
        Corrections corrections = new Corrections();
        for (int i = 1; i < 5_000; i++) {
            corrections.learn(i / 10_000.0, 100, LIMIT, i % 7 == 0 ? 1_000 : 10);
        }
        assertThat(corrections.byRisk()).hasSize(Corrections.MAX_RISKS);
        assertThat(corrections.factor(0.9)).isPositive();
    }
}
