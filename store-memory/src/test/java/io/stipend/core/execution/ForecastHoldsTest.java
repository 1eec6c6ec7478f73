package io.stipend.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.BudgetRequest.Expected;
import io.stipend.core.ReserveResult;
import io.stipend.core.Stipend;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.store.memory.MemoryStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps whose hold is forecast: what they hold, how they grow, and what is learned from them. On the memory store. */
final class ForecastHoldsTest {

    /** A forecaster that always says the same. */
    private static final class Parrot implements BudgetForecaster {

        final List<Features> asked = new ArrayList<>();
        final List<Long> learned = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();
        int forgotten;

        @Override
        public Forecast forecast(Features features, double risk) {
            asked.add(features);
            return new Saying(features, risk);
        }

        @Override
        public void learn(Forecast forecast, long actual) {
            learned.add(actual);
        }

        @Override
        public void learn(Forecast forecast, Outcome outcome) {
            outcomes.add(outcome);
            learn(forecast, outcome.output());
        }

        @Override
        public void learn(Features features, long actual) {
            learned.add(actual);
        }

        @Override
        public void forget(Forecast forecast) {
            forgotten++;
        }
    }

    private record Saying(BudgetForecaster.Features features, double risk) implements BudgetForecaster.Forecast {

        private static final long[] RUNGS = {20, 50, 200};

        @Override
        public long fit() {
            return 100;
        }

        @Override
        public int rungCount() {
            return RUNGS.length;
        }

        @Override
        public long rung(int index) {
            return RUNGS[index];
        }

        @Override
        public long lookAhead() {
            return 8;
        }

        @Override
        public double samples() {
            return 1_000;
        }

        @Override
        public BudgetForecaster.Basis basis() {
            return BudgetForecaster.Basis.MODEL;
        }
    }

    private final Parrot forecaster = new Parrot();
    private final Stipend stipend = Stipend.builder(MemoryStores.open())
            .forecaster(forecaster)
            // 2 units an input token, 10 an output token, for the model "opus" alone.
            .prices((model, input, output) ->
                    "opus".equals(model) ? Optional.of(Credits.ofUnits(2 * input + 10 * output)) : Optional.empty())
            .build();
    private final Executions executions = new Executions(stipend.manager());

    @AfterEach
    void close() {
        executions.close();
        stipend.close();
    }

    private static BudgetForecaster.Features features(String model) {
        return new BudgetForecaster.Features("default", model, null, 1_000, -1, -1);
    }

    private static BudgetRequest.Builder request(Expected expected, ExecutionConstraints constraints) {
        return BudgetRequest.builder(AvailableResources.credits("100"), constraints)
                .user("ann")
                .expect(expected);
    }

    private static BudgetRequest.Builder request(Expected expected) {
        return request(expected, ExecutionConstraints.NONE);
    }

    private Execution open(BudgetRequest request) {
        return ((Execution.OpenResult.Started) executions.open(request)).execution();
    }

    private static ResourceUsage tokens(long tokens) {
        return ResourceUsage.builder().tokens(tokens).build();
    }

    @Test
    void aSingleShotHoldsWhatMustFit() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(request(Expected.of(features("opus"))).build())
                .orElseThrow();
        assertThat(approved.held().tokens()).isEqualTo(1_100);
        assertThat(approved.held().credits()).isEqualTo(2_000 + 1_000);
        assertThat(approved.held().apiCalls()).isEqualTo(5);
        assertThat(approved.plan().forecast().basis()).isEqualTo(BudgetForecaster.Basis.MODEL);
    }

    @Test
    void aCallThatIsNamedIsForecastUpToTheMostItMayMake() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(
                        AvailableResources.credits("100"),
                        ExecutionConstraints.builder()
                                .modelCall("opus", 700, 60)
                                .build(),
                        "ann",
                        null)
                .orElseThrow();
        assertThat(approved.held().tokens()).isEqualTo(760);
        assertThat(approved.held().credits()).isEqualTo(2 * 700 + 10 * 60);
        assertThat(forecaster.asked)
                .containsExactly(new BudgetForecaster.Features("default", "opus", null, 700, -1, 60));
    }

    @Test
    void aStepThatNamesItsCostNeedsNoPrice() {
        Stipend unpriced =
                Stipend.builder(MemoryStores.open()).forecaster(forecaster).build();
        try (unpriced) {
            ExecutionConstraints constraints =
                    ExecutionConstraints.builder().maxCost("0.5").build();
            assertThat(unpriced.manager()
                            .reserveBudget(request(Expected.of(features("opus")), constraints)
                                    .build())
                            .orElseThrow()
                            .held()
                            .credits())
                    .isEqualTo(50_000_000);
            assertThatThrownBy(() -> unpriced.manager()
                            .reserveBudget(
                                    request(Expected.of(features("opus"))).build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("opus");
        }
        assertThat(forecaster.forgotten).isEqualTo(1);
    }

    @Test
    void creditsOfAModelWithoutAPriceAreEstimated() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(request(Expected.of(features("unknown"))).build())
                .orElseThrow();
        assertThat(approved.held().tokens()).isEqualTo(1_100);
        assertThat(approved.held().credits()).isEqualTo(10_000_000);
    }

    @Test
    void aStepThatSaysNothingIsForecastByItsTokensAlone() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(AvailableResources.credits("100"), ExecutionConstraints.NONE, "ann", null)
                .orElseThrow();
        assertThat(approved.held().tokens()).isEqualTo(100);
        assertThat(approved.held().credits()).isEqualTo(10_000_000);
        assertThat(forecaster.asked).containsExactly(new BudgetForecaster.Features("default", null, null, -1, -1, -1));
        stipend.manager().finalizeUsage(approved.reservationId(), tokens(730));
        assertThat(forecaster.learned).containsExactly(730L);
    }

    @Test
    void aStepThatSaysItsTokensAndNothingElseHoldsThem() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(
                        AvailableResources.credits("100"),
                        ExecutionConstraints.builder().maxTokens(5_000).build(),
                        "ann",
                        null)
                .orElseThrow();
        assertThat(approved.held().tokens()).isEqualTo(5_000);
        assertThat(approved.plan()).isNull();
        assertThat(forecaster.asked).isEmpty();
    }

    @Test
    void whatTheHoldIsBasedOnIsKeptWithTheReservation() {
        ReserveResult.Approved approved = stipend.manager()
                .reserveBudget(
                        request(Expected.of(features("opus")).streaming()).build())
                .orElseThrow();
        assertThat(stipend.manager()
                        .findReservation(approved.reservationId())
                        .orElseThrow()
                        .attributes())
                .containsEntry("stipend.forecast", "basis=MODEL samples=1000 risk=0.01 fit=100 hold=20");
    }

    @Test
    void theCallersConstraintsAreTheCeiling() {
        ExecutionConstraints tight = ExecutionConstraints.builder()
                .maxTokens(1_030)
                .maxCost("0.00002150")
                .build();
        try (Execution execution =
                open(request(Expected.of(features("opus")).streaming(), tight).build())) {
            assertThat(execution.held().tokens()).isEqualTo(1_020);
            assertThat(execution.held().credits()).isEqualTo(2_150);
            // 15 tokens of output cost the rest of the 2,150 units.
            assertThat(execution.output(10)).isEqualTo(new Execution.Output(10, 5, true));
            assertThat(execution.held().tokens()).isEqualTo(1_020);
            assertThat(execution.output(9)).isEqualTo(new Execution.Output(19, 0, true));
            assertThat(execution.held().tokens()).isEqualTo(1_030);
        }
    }

    @Test
    void aStreamHoldsRungAfterRung() {
        try (Execution execution =
                open(request(Expected.of(features("opus")).streaming()).build())) {
            assertThat(execution.held().tokens()).isEqualTo(1_020);
            assertThat(execution.held().credits()).isEqualTo(2_200);
            assertThat(execution.output(12)).isEqualTo(new Execution.Output(12, 8, false));
            assertThat(execution.held().tokens()).isEqualTo(1_020);
            assertThat(execution.output(1)).isEqualTo(new Execution.Output(13, 37, false));
            assertThat(execution.held().tokens()).isEqualTo(1_050);
            assertThat(execution.held().credits()).isEqualTo(2_500);
            assertThat(execution.output(60)).isEqualTo(new Execution.Output(73, 127, false));
            assertThat(execution.held().credits()).isEqualTo(4_000);
            execution.settle(ResourceUsage.builder().tokens(1_073).build());
        }
        assertThat(forecaster.learned).containsExactly(73L);
        assertThat(forecaster.outcomes).containsExactly(new BudgetForecaster.Outcome(73, 200, 2, 0));
        assertThat(forecaster.forgotten).isZero();
    }

    @Test
    void aRefusedExtensionTakesWhatIsLeftAndSaysHowMuchThatIs() {
        AccountId pool = AccountId.pool("small");
        Stipend small = Stipend.builder(MemoryStores.open())
                .limits(account -> account.equals(pool)
                        ? AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, 1_100L)))
                        : LimitPolicy.DEFAULT.termsOf(account))
                .prices((model, input, output) -> Optional.empty())
                .forecaster(forecaster)
                .build();
        try (small;
                Executions of = new Executions(small.manager())) {
            BudgetRequest stream = request(Expected.of(features("opus")).streaming())
                    .pools("small")
                    .build();
            Execution execution = ((Execution.OpenResult.Started) of.open(stream)).execution();
            assertThat(execution.output(13).limited()).isFalse();
            // The next rung has 200 tokens; the pool has room for 100.
            assertThat(execution.output(30)).isEqualTo(new Execution.Output(43, 57, true));
            assertThat(execution.output(50)).isEqualTo(new Execution.Output(93, 7, true));
            assertThat(execution.held().tokens()).isEqualTo(1_100);
            execution.settle(tokens(1_110));
            assertThat(forecaster.outcomes).containsExactly(new BudgetForecaster.Outcome(110, 100, 3, 2));
            execution.close();
        }
    }

    @Test
    void whatDoesNotFitIsRejectedAndForgotten() {
        ReserveResult result = stipend.manager()
                .reserveBudget(
                        BudgetRequest.builder(AvailableResources.credits("0.00002999"), ExecutionConstraints.NONE)
                                .expect(Expected.of(features("opus")).streaming())
                                .build());
        assertThat(result.isApproved()).isFalse();
        assertThat(forecaster.forgotten).isEqualTo(1);
    }

    @Test
    void aSecondTryGetsTheFirstAnswerWhateverIsForecastByThen() {
        BudgetRequest request =
                request(Expected.of(features("opus"))).reservationId("again").build();
        ReserveResult.Approved first = stipend.manager().reserveBudget(request).orElseThrow();
        ReserveResult.Approved second = stipend.manager().reserveBudget(request).orElseThrow();
        assertThat(second.replayed()).isTrue();
        assertThat(second.held()).isEqualTo(first.held());
        assertThat(second.plan()).isSameAs(first.plan());
        assertThat(forecaster.forgotten).isEqualTo(1);
        BudgetRequest other =
                request(Expected.of(features("sonnet"))).reservationId("again").build();
        assertThatThrownBy(() -> stipend.manager().reserveBudget(other)).isInstanceOf(RefusedException.Conflict.class);
        assertThat(forecaster.forgotten).isEqualTo(2);
    }

    @Test
    void aSettlementIsLearnedFromOnceAndAReleaseIsForgotten() {
        ReserveResult.Approved settled = stipend.manager()
                .reserveBudget(request(Expected.of(features("opus"))).build())
                .orElseThrow();
        stipend.manager().finalizeUsage(settled.reservationId(), tokens(1_240));
        stipend.manager().finalizeUsage(settled.reservationId(), tokens(1_240));
        assertThat(forecaster.learned).containsExactly(240L);
        ReserveResult.Approved released = stipend.manager()
                .reserveBudget(request(Expected.of(features("opus"))).build())
                .orElseThrow();
        stipend.manager().releaseReservation(released.reservationId());
        ReserveResult.Approved silent = stipend.manager()
                .reserveBudget(request(Expected.of(features("opus"))).build())
                .orElseThrow();
        stipend.manager()
                .finalizeUsage(
                        silent.reservationId(),
                        ResourceUsage.builder().credits("1").build());
        assertThat(forecaster.learned).containsExactly(240L);
        assertThat(forecaster.forgotten).isEqualTo(2);
    }

    @Test
    void theTenantIsThatOfTheRequest() {
        stipend.manager()
                .reserveBudget(
                        request(Expected.of(features("opus"))).tenant("acme").build())
                .orElseThrow();
        assertThat(forecaster.asked)
                .extracting(BudgetForecaster.Features::tenant)
                .containsExactly("acme");
    }

    @Test
    void withoutAForecasterEstimatesAreHeldAndOutputIsCounted() {
        Stipend plain = Stipend.builder(MemoryStores.open()).build();
        try (plain;
                Executions of = new Executions(plain.manager())) {
            Execution execution = ((Execution.OpenResult.Started) of.open(
                            request(Expected.of(features("opus")).streaming()).build()))
                    .execution();
            assertThat(execution.held().tokens()).isEqualTo(1_000);
            assertThat(execution.output(900)).isEqualTo(new Execution.Output(900, 100, false));
            assertThatThrownBy(() -> execution.output(-1))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("-1");
            execution.close();
        }
    }
}
