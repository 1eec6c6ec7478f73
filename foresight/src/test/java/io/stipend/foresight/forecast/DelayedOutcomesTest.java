package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of steps are under way at a time, so that an outcome comes in long after its forecast was made. What steers forecasts must not
 * answer to what it said then: it would go on correcting what it corrected already, and swing.
 */
final class DelayedOutcomesTest {

    private static final Features STEP = Features.ofInput(1_000);

    private final Random random = new Random(1);
    private final LearnedForecaster forecaster = new LearnedForecaster();

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.05, 0.01})
    void correctionsStayNearNoneWhereTheDistributionStays(double risk) {
        Queue<Forecast> underWay = begin(5_000, risk);
        goOn(underWay, 10_000, risk);
        LearnedForecaster.Calibration before = forecaster.calibration().get(0);
        for (int round = 0; round < 40; round++) {
            goOn(underWay, 1_000, risk);
            double correction = forecaster.snapshot().corrections().get(risk);
            assertThat(correction).as("round %s", round).isCloseTo(0, within(0.3));
        }
        assertThat(measuredSince(before)).isCloseTo(risk, within(0.25 * risk));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 5_000, 20_000})
    void streamsAreExtendedAsOftenAsIsAimedAt(int steps) {
        Queue<Forecast> underWay = begin(steps, 0.01);
        goOn(underWay, 5 * steps + 5_000, 0.01);
        for (int round = 0; round < 10; round++) {
            List<LearnedForecast> made = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                made.add((LearnedForecast) goOn(underWay, 0.01));
            }
            double extensions = made.stream()
                    .mapToInt(each -> each.extensions(actual()))
                    .average()
                    .orElseThrow();
            assertThat(extensions)
                    .as("extensions in round %s", round)
                    .isCloseTo(LearnedForecaster.EXTENSIONS, within(0.15));
        }
    }

    /** As many as may wait for the lock, in the order in which they were sent, and in any other. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outcomesThatComeInAllAtOnceDoNotCarryACorrectionAway(boolean shuffled) {
        goOn(begin(1, 0.01), 20_000, 0.01);
        for (int burst = 0; burst < 5; burst++) {
            List<Forecast> waiting = new ArrayList<>(begin(10_000, 0.01));
            if (shuffled) {
                Collections.shuffle(waiting, random);
            }
            waiting.forEach(each -> forecaster.learn(each, actual()));
            assertThat(forecaster.snapshot().corrections().get(0.01)).isCloseTo(0, within(0.3));
        }
    }

    private Queue<Forecast> begin(int steps, double risk) {
        Queue<Forecast> underWay = new ArrayDeque<>();
        for (int i = 0; i < steps; i++) {
            underWay.add(forecaster.forecast(STEP, risk));
        }
        return underWay;
    }

    /** As many end as begin. */
    private void goOn(Queue<Forecast> underWay, int steps, double risk) {
        for (int i = 0; i < steps; i++) {
            goOn(underWay, risk);
        }
    }

    private Forecast goOn(Queue<Forecast> underWay, double risk) {
        forecaster.learn(underWay.remove(), actual());
        Forecast next = forecaster.forecast(STEP, risk);
        underWay.add(next);
        return next;
    }

    private long actual() {
        return 1 + (long) Math.exp(5 + 0.6 * random.nextGaussian());
    }

    private double measuredSince(LearnedForecaster.Calibration before) {
        LearnedForecaster.Calibration now = forecaster.calibration().get(0);
        double above = now.measured() * now.outcomes() - before.measured() * before.outcomes();
        return above / (now.outcomes() - before.outcomes());
    }
}
