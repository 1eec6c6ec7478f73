package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorrectionsTest {

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
            boolean isAbove = actual > 200 * corrections.factor(risk);
            corrections.learn(risk, isAbove);
            above += isAbove ? 1 : 0;
        }
        assertThat((double) above / outcomes).isCloseTo(risk, within(0.15 * risk));
    }

    @Test
    void noCorrectionGoesFurtherThanTheLargest() {
        Corrections corrections = new Corrections();
        for (int i = 0; i < 10_000; i++) {
            corrections.learn(0.01, true);
        }
        assertThat(corrections.factor(0.01)).isCloseTo(Math.exp(Corrections.LARGEST), within(1e-9));
    }

    @Test
    void thousandsOfRisksShareAFewCorrections() {
        Corrections corrections = new Corrections();
        for (int i = 1; i < 5_000; i++) {
            corrections.learn(i / 10_000.0, i % 7 == 0);
        }
        assertThat(corrections.byRisk()).hasSize(Corrections.MAX_RISKS);
        assertThat(corrections.factor(0.9)).isPositive();
    }
}
