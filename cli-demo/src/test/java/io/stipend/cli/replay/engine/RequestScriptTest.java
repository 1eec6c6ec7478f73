package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScriptTest {

    private static final BudgetPlan PLAN = Logs.plan(
            LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, new Pricing.PerMillion(Credits.of(3), Credits.of(15)), 1024);

    @Test
    void reservesWhatIsKnownBeforeTheCall() {
        RequestScript script = RequestScript.of(request(929, 997, null, null), PLAN);

        ResourceVector envelope = script.constraints().envelope(ManagerConfig.Estimates.DEFAULT.toVector());
        assertThat(envelope.credits()).isEqualTo(1_814_700);
        assertThat(envelope.tokens()).isEqualTo(929 + 1024);
        assertThat(envelope.apiCalls()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 8, 1", "1, 8, 2", "8, 8, 2", "9, 8, 3", "2000, 500, 5", "2000, 8, 251"})
    void inputComesFirstThenTheOutputInGroups(long output, long every, int expected) {
        List<ResourceUsage> reports =
                RequestScript.of(request(100, output, null, null), PLAN).reports(every);

        assertThat(reports).hasSize(expected);
        assertThat(reports.get(0).amounts().tokens()).isEqualTo(100);
        assertThat(reports.stream().skip(1))
                .allSatisfy(report -> assertThat(report.amounts().tokens()).isBetween(1L, every));
    }

    @Test
    void withoutAPriceTheRequestsOwnFiguresAreHeld() {
        BudgetPlan plan = Logs.plan(
                LimitPolicy.DEFAULT,
                ManagerConfig.DEFAULT,
                new Pricing.PerMillion(Credits.of(3), Credits.of(15)).unlessTheLogKnows(),
                1024);

        RequestScript script = RequestScript.of(request(900, 100, Credits.of("0.5"), null), plan);

        ResourceVector envelope = script.constraints().envelope(ManagerConfig.Estimates.DEFAULT.toVector());
        assertThat(script.basis()).isEqualTo(RequestScript.Basis.OWN_FIGURES);
        assertThat(envelope.credits()).isEqualTo(50_000_000);
        assertThat(envelope.tokens()).isEqualTo(1000);
        assertThat(script.reports(50).stream().map(report -> report.amounts().credits()))
                .containsExactly(45_000_000L, 2_500_000L, 2_500_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reportsAddUpToTheTruthWhateverTheFigures(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            Credits cost = random.nextBoolean()
                    ? null
                    : Credits.ofUnits(random.nextLong(1L << random.nextInt(1, 54)) % Credits.MAX.units());
            TraceRequest request = request(
                    random.nextLong(1L << random.nextInt(20)), random.nextLong(1L << random.nextInt(12)), cost, 1234L);
            BudgetPlan plan = Logs.plan(
                    LimitPolicy.DEFAULT,
                    ManagerConfig.DEFAULT,
                    new Pricing.PerMillion(
                            Credits.ofUnits(random.nextLong(10_000_000)), Credits.ofUnits(random.nextLong(20_000_000))),
                    0);

            RequestScript script = RequestScript.of(request, plan);

            ResourceVector sum = ResourceVector.ZERO;
            for (ResourceUsage report : script.reports(1 + random.nextLong(64))) {
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
        assertThat(script.reports(8).get(0).amounts().credits()).isEqualTo(8_333_333);
    }

    @Test
    void durationIsReportedOnlyIfTheLogKnowsIt() {
        assertThat(RequestScript.of(request(1, 8, null, null), PLAN).truth().reports(Resource.COMPUTE_TIME))
                .isFalse();
        assertThat(RequestScript.of(request(1, 8, null, 400L), PLAN).reports(2).stream()
                        .map(report -> report.amounts().computeTime()))
                .containsExactly(0L, 100L, 200L, 300L, 400L);
    }

    private static TraceRequest request(
            long input, long output, @Nullable Credits cost, @Nullable Long durationMillis) {
        return Logs.request("0,,,," + input + "," + output + "," + (cost == null ? "" : cost) + ","
                + (durationMillis == null ? "" : durationMillis));
    }
}
