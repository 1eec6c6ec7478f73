package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.foresight.price.ModelUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScriptTest {

    private static final BudgetPlan PLAN =
            new BudgetPlan(Credits.of(10_000), null, new Pricing(Credits.of(3), Credits.of(15)), 1024, 200);

    @Test
    void reservesWhatIsKnownBeforeTheCall() {
        RequestScript script = RequestScript.of(request(929, 997, null, null), PLAN);

        ResourceVector envelope = script.constraints().envelope(ManagerConfig.Estimates.DEFAULT.toVector());
        assertThat(envelope.credits()).isEqualTo(1_814_700);
        assertThat(envelope.tokens()).isEqualTo(929 + 1024);
        assertThat(envelope.apiCalls()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 3", "4, 5", "5, 5", "2000, 5"})
    void inputComesFirstThenTheOutputInUpToFourChunks(long output, int reports) {
        RequestScript script = RequestScript.of(request(100, output, null, null), PLAN);

        assertThat(script.reports()).hasSize(reports);
        assertThat(script.reports().get(0).amounts().tokens()).isEqualTo(100);
        assertThat(script.reports().stream().skip(1))
                .allSatisfy(report -> assertThat(report.amounts().tokens()).isPositive());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reportsAddUpToTheTruthWhateverTheFigures(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Credits cost = random.nextBoolean()
                    ? null
                    : Credits.ofUnits(random.nextLong(1L << random.nextInt(1, 54)) % Credits.MAX.units());
            TraceRequest request = request(
                    random.nextLong(1L << random.nextInt(20)), random.nextLong(1L << random.nextInt(12)), cost, 1234L);
            BudgetPlan plan = new BudgetPlan(
                    Credits.ZERO,
                    null,
                    new Pricing(
                            Credits.ofUnits(random.nextLong(10_000_000)), Credits.ofUnits(random.nextLong(20_000_000))),
                    0,
                    1);

            RequestScript script = RequestScript.of(request, plan);

            ResourceVector sum = ResourceVector.ZERO;
            for (ResourceUsage report : script.reports()) {
                sum = report.addedTo(sum);
            }
            ResourceVector truth = script.truth().amounts();
            assertThat(sum.credits()).as("credits of %s", request).isEqualTo(truth.credits());
            assertThat(sum.tokens()).as("tokens of %s", request).isEqualTo(truth.tokens());
            assertThat(truth.computeTime()).isEqualTo(1234);
        }
    }

    @Test
    void costOfTheLogWinsOverThePrices() {
        RequestScript script = RequestScript.of(request(1000, 1000, Credits.of("0.5"), null), PLAN);

        assertThat(script.truth().amounts().credits()).isEqualTo(50_000_000);
        // 3 to 15: the input is a sixth of what the prices would make of it.
        assertThat(script.reports().get(0).amounts().credits()).isEqualTo(8_333_333);
    }

    @Test
    void durationIsReportedOnlyIfTheLogKnowsIt() {
        assertThat(RequestScript.of(request(1, 8, null, null), PLAN).truth().reports(Resource.COMPUTE_TIME))
                .isFalse();
        assertThat(RequestScript.of(request(1, 8, null, 400L), PLAN).reports().stream()
                        .map(report -> report.amounts().computeTime()))
                .containsExactly(0L, 100L, 200L, 300L, 400L);
    }

    private static TraceRequest request(
            long input, long output, @Nullable Credits cost, @Nullable Long durationMillis) {
        return new TraceRequest(
                2,
                Instant.EPOCH,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                ModelUsage.of(input, output),
                Optional.ofNullable(cost),
                Optional.ofNullable(durationMillis).map(Duration::ofMillis),
                false);
    }
}
