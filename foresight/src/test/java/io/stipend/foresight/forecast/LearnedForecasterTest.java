package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.check.Checks;
import io.stipend.foresight.forecast.LearnedForecaster.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnedForecasterTest {

    private static final Features STEP = Features.ofInput(1_000);

    private final LearnedForecaster forecaster = new LearnedForecaster();

    @Test
    void untilAHundredOutcomesAreInTheLimitMustFit() {
        for (int i = 0; i < 100; i++) {
            Forecast forecast = forecaster.forecast(STEP, 0.01);
            assertThat(forecast.basis()).isEqualTo(Basis.CAP);
            assertThat(forecast.fit()).isEqualTo(4_096);
            forecaster.learn(forecast, 50);
        }
        Forecast trusted = forecaster.forecast(STEP, 0.01);
        assertThat(trusted.basis()).isEqualTo(Basis.INPUT);
        assertThat(trusted.fit()).isLessThan(300);
        assertThat(trusted.samples()).isBetween(98.0, 100.0);
    }

    @Test
    void whileMoreAreUnderWayThanHaveComeInTheLimitMustFit() {
        List<Forecast> underWay = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            underWay.add(forecaster.forecast(STEP, 0.01));
        }
        for (int i = 0; i < 249; i++) {
            forecaster.learn(underWay.get(i), 50);
        }
        Forecast early = forecaster.forecast(STEP, 0.01);
        assertThat(early.basis()).isEqualTo(Basis.CAP);
        forecaster.forget(early);
        forecaster.learn(underWay.get(249), 50);
        assertThat(forecaster.forecast(STEP, 0.01).basis()).isEqualTo(Basis.INPUT);
    }

    @Test
    void stepsThatNeverRanAreNotUnderWay() {
        for (int i = 0; i < 1_000; i++) {
            forecaster.forget(forecaster.forecast(STEP, 0.01));
        }
        learn(STEP, 50, 100);
        assertThat(forecaster.forecast(STEP, 0.01).basis()).isEqualTo(Basis.INPUT);
    }

    @Test
    void aLadderIsLowWhileNothingIsKnownSinceAnExtensionAsksAgain() {
        Forecast first = forecaster.forecast(STEP, 0.01);
        assertThat(first.firstHold()).isLessThan(200);
        assertThat(first.rung(first.rungCount() - 1)).isEqualTo(4_096);
    }

    @Test
    void theCallersLimitIsTheCeiling() {
        learn(STEP, 1_000, 500);
        for (long limit : new long[] {0, 1, 100, 100_000, (1L << 53) - 1}) {
            Forecast forecast = forecaster.forecast(STEP.withLimit(limit), 0.01);
            assertThat(forecast.fit()).isLessThanOrEqualTo(Math.max(1, limit));
            assertThat(forecast.rung(forecast.rungCount() - 1)).isEqualTo(Math.max(1, limit));
            assertThat(forecast.fit()).isGreaterThanOrEqualTo(forecast.firstHold());
        }
        assertThat(forecaster.forecast(STEP.withLimit(100_000), 0.01).fit()).isBetween(1_000L, 1_300L);
    }

    @Test
    void aKeyIsLearnedByItself() {
        Features brief = new Features("default", "opus", "brief", 1_000, -1, -1);
        Features verbose = new Features("default", "opus", "verbose", 1_000, -1, -1);
        for (int i = 0; i < 1_000; i++) {
            forecaster.learn(brief, 20);
            forecaster.learn(verbose, 2_000);
        }
        assertThat(forecaster.forecast(brief, 0.1).fit()).isLessThan(100);
        assertThat(forecaster.forecast(verbose, 0.1).fit()).isBetween(2_000L, 2_300L);
        assertThat(forecaster.forecast(verbose, 0.1).basis()).isEqualTo(Basis.KEY_AND_INPUT);
        Features other = new Features("default", "opus", "other", 1_000, -1, -1);
        assertThat(forecaster.forecast(other, 0.1).basis()).isEqualTo(Basis.INPUT);
    }

    @Test
    void whatTheTurnBeforeWasLikeIsLearned() {
        Features afterShort = new Features("default", "opus", null, 1_000, 20, -1);
        Features afterLong = new Features("default", "opus", null, 1_000, 1_500, -1);
        for (int i = 0; i < 1_000; i++) {
            forecaster.learn(afterShort, 20);
            forecaster.learn(afterLong, 2_000);
        }
        assertThat(forecaster.forecast(afterShort, 0.1).fit()).isLessThan(100);
        assertThat(forecaster.forecast(afterLong, 0.1).fit()).isBetween(2_000L, 2_300L);
        assertThat(forecaster.forecast(afterLong, 0.1).basis()).isEqualTo(Basis.TURN);
        Features first = new Features("default", "opus", null, 1_000, -1, -1);
        assertThat(forecaster.forecast(first, 0.1).basis()).isEqualTo(Basis.INPUT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 2, Double.NaN, Double.POSITIVE_INFINITY})
    void aRiskIsAShare(double risk) {
        assertThatThrownBy(() -> forecaster.forecast(STEP, risk))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(String.valueOf(risk));
    }

    @Test
    void aUsualInputIsThatOfHalfOfAModelsSteps() {
        LearnedForecaster forecaster = new LearnedForecaster();
        assertThat(forecaster.typicalInput("m")).isEmpty();
        for (int i = 0; i < 10; i++) {
            forecaster.learn(ofModel("m", i < 3 ? 10 : i < 8 ? 1_000 : 100_000), 50);
            forecaster.learn(ofModel(null, 5), 50);
            forecaster.learn(ofModel("unknown input", Features.UNKNOWN), 50);
        }

        // The middles of the octaves from 511 to 1022, and from 3 to 6.
        assertThat(forecaster.typicalInput("m")).hasValue(723);
        assertThat(forecaster.typicalInput(null)).hasValue(5);
        assertThat(forecaster.typicalInput("unknown input")).isEmpty();
        assertThat(forecaster.typicalInput("another")).isEmpty();
    }

    private static Features ofModel(@Nullable String model, long input) {
        return new Features(Checks.DEFAULT_TENANT, model, null, input, Features.UNKNOWN, Features.UNKNOWN);
    }

    @Test
    void aMillionKeysTakeTheRoomThatThereIs() {
        int million = 1_000_000;
        forecaster.takeNews(); // As where nodes share.
        for (int i = 0; i < million; i++) {
            String model = i % 10 == 0 ? "model " + i : "opus";
            Features step = new Features("tenant " + i % 1_000, model, "key " + i, i, Features.UNKNOWN, 2_000);
            if (i % 4 == 0) {
                forecaster.learn(forecaster.forecast(step, (1 + i % 99) / 100.0), i % 1_500);
            } else {
                forecaster.learn(step, i % 1_500);
            }
        }

        assertThat(forecaster.learned()).isEqualTo(million);
        assertThat(forecaster.groups()).isEqualTo(10_001);
        assertThat(forecaster.snapshot().groups()).hasSize(10_001);
        assertThat(forecaster.takeNews().groups()).hasSizeLessThanOrEqualTo(10_001);
        assertThat(forecaster.figures())
                .hasSize(ModelTallies.MAX_MODELS + 1)
                .allSatisfy(
                        figures -> assertThat(figures.statements()).hasSizeLessThanOrEqualTo(Corrections.MAX_RISKS));
        assertThat(forecaster.calibration()).hasSizeLessThanOrEqualTo(Corrections.MAX_RISKS);
        assertThat(forecaster.forecast(STEP, 0.1).fit()).isBetween(1_200L, 1_700L);
    }

    @Test
    void itSaysWhatACapWouldCutOff() {
        for (int i = 0; i < 1_000; i++) {
            forecaster.learn(STEP, i % 4 == 0 ? 1_000 : 50);
        }
        assertThat(forecaster.shareAbove(STEP, 500)).isCloseTo(0.25, within(0.01));
        assertThat(forecaster.shareAbove(STEP, -1)).isCloseTo(1, within(0.01));
        assertThat(forecaster.shareAbove(STEP, Long.MAX_VALUE)).isCloseTo(0, within(1e-6));
    }

    @Test
    void itSaysHowOftenItWasWrong() {
        for (int i = 0; i < 1_000; i++) {
            forecaster.learn(forecaster.forecast(STEP, 0.01), i % 10 == 0 ? 5_000 : 50);
        }
        for (int i = 0; i < 10; i++) {
            forecaster.learn(forecaster.forecast(STEP, 0.5), 0);
        }
        // 5,000 tokens are more than the limit, and 50 are not.
        assertThat(forecaster.calibration())
                .containsExactly(
                        new LearnedForecaster.Calibration(0.01, 0.1, 1_000),
                        new LearnedForecaster.Calibration(0.5, 0, 10));
        assertThat(forecaster.extensionsPerStep()).isBetween(0.0, 2.0);
    }

    @Test
    void absurdOutcomesAndInputsDoNoHarm() {
        long[] amounts = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
        for (int i = 0; i < 1_000; i++) {
            Features features = Features.ofInput(i % 2 == 0 ? (1L << 53) - 1 : 0);
            forecaster.learn(forecaster.forecast(features, Double.MIN_VALUE), amounts[i % amounts.length]);
        }
        Forecast forecast = forecaster.forecast(Features.ofInput(Features.UNKNOWN), 0.5);
        assertThat(forecast.fit()).isBetween(1L, 4_096L);
        assertThat(forecast.rung(0)).isPositive();
    }

    @Test
    void aMillionKeysKeepTheRoomOfFewAndHurtNobody() {
        LearnedForecaster small = new LearnedForecaster(Settings.DEFAULT.withMaxGroups(1_000));
        for (int i = 0; i < 1_000_000; i++) {
            small.learn(new Features("default", null, "key " + i, Features.UNKNOWN, -1, -1), 50);
        }
        assertThat(small.groups()).isEqualTo(1_001);
        assertThat(small.forecast(Features.ofInput(Features.UNKNOWN), 0.01).fit())
                .isLessThan(100);
    }

    @Test
    void manyThreadsLearnAndForecastAtOnceAndNothingIsLost() throws Exception {
        int threads = 4;
        int each = 10_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                tasks.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Forecast forecast = forecaster.forecast(Features.ofInput(random.nextInt(10_000)), 0.01);
                        assertThat(forecast.fit()).isBetween(forecast.firstHold(), 4_096L);
                        forecaster.learn(forecast, random.nextInt(1_000));
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
        forecaster.snapshot();
        assertThat(forecaster.learned() + forecaster.dropped()).isEqualTo((long) threads * each);
        assertThat(forecaster.forecast(STEP, 0.1).fit()).isBetween(800L, 1_050L);
    }

    private void learn(Features features, long actual, int times) {
        for (int i = 0; i < times; i++) {
            forecaster.learn(features, actual);
        }
    }
}
