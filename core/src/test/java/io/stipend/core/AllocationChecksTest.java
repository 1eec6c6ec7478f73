package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AllocationChecksTest {

    private static final AvailableResources.ModelOffer UP =
            new AvailableResources.ModelOffer("anthropic", "opus", Set.of("vision"), Credits.ZERO, true);
    private static final AvailableResources.ModelOffer DOWN =
            new AvailableResources.ModelOffer("other", "mini", Set.of("audio"), Credits.ZERO, false);

    private static final AvailableResources ENOUGH =
            AvailableResources.credits("1").withTimeLimit(Duration.ofMinutes(1)).withModels(UP, DOWN);

    private static Rejection check(AvailableResources available, ExecutionConstraints.Builder constraints) {
        ExecutionConstraints built = constraints.build();
        ResourceVector envelope = built.envelope(ManagerConfig.Estimates.DEFAULT.toVector());
        return AllocationChecks.firstFailure(available, built, envelope);
    }

    private static ExecutionConstraints.Builder constraints() {
        return ExecutionConstraints.builder();
    }

    @Test
    void passesWhenThereIsEnough() {
        assertThat(check(ENOUGH, constraints())).isNull();
    }

    @Test
    void exactlyEnoughIsEnough() {
        AvailableResources exact = AvailableResources.credits("0.1").withTimeLimit(Duration.ofSeconds(30));

        assertThat(check(exact, constraints())).as("the estimates").isNull();
        assertThat(check(exact, constraints().maxCost("0.1").maxTime(Duration.ofSeconds(30))))
                .isNull();
    }

    @Test
    void tooFewCreditsSayHowManyWereNeeded() {
        assertThat(check(AvailableResources.credits("0.25"), constraints().maxCost("0.25000001")))
                .isEqualTo(new Rejection(
                        Rejection.Code.INSUFFICIENT_CREDITS,
                        Resource.CREDITS,
                        null,
                        25_000_001,
                        25_000_000,
                        "credits at hand: 0.25000000, 0.25000001 needed"));
    }

    @Test
    void tooLittleTimeSaysHowMuchWasNeeded() {
        assertThat(check(ENOUGH, constraints().maxTime(Duration.ofMillis(60_001))))
                .isEqualTo(new Rejection(
                        Rejection.Code.INSUFFICIENT_TIME,
                        Resource.COMPUTE_TIME,
                        null,
                        60_001,
                        60_000,
                        "time limit in ms: 60000, 60001 needed"));
    }

    @Test
    void withoutATimeLimitTimeIsNotChecked() {
        assertThat(check(AvailableResources.credits("1"), constraints().maxTime(Duration.ofDays(365))))
                .isNull();
    }

    @Test
    void aModelIsNamedWithOrWithoutItsProvider() {
        assertThat(check(ENOUGH, constraints().requireModels("opus"))).isNull();
        assertThat(check(ENOUGH, constraints().requireModels("anthropic/opus"))).isNull();
        assertThat(check(ENOUGH, constraints().requireModels("other/opus"))).isNotNull();
        assertThat(check(ENOUGH, constraints().requireModels("Opus"))).isNotNull();
    }

    @Test
    void aMissingModelIsToldFromOneThatIsDown() {
        assertThat(check(ENOUGH, constraints().requireModels("gone")).message())
                .isEqualTo("the required model 'gone' is not among those available");
        assertThat(check(ENOUGH, constraints().requireModels("mini")).message())
                .isEqualTo("the required model 'mini' is down");
        assertThat(check(ENOUGH, constraints().requireModels("mini")).code())
                .isEqualTo(Rejection.Code.MODEL_UNAVAILABLE);
    }

    @Test
    void oneOfferThatIsUpIsEnough() {
        AvailableResources.ModelOffer elsewhere =
                new AvailableResources.ModelOffer("elsewhere", "mini", Set.of(), Credits.ZERO, true);

        assertThat(check(ENOUGH.withModels(DOWN, elsewhere), constraints().requireModels("mini")))
                .isNull();
        assertThat(check(ENOUGH.withModels(DOWN, elsewhere), constraints().requireModels("other/mini")))
                .isNotNull();
    }

    @Test
    void ofSeveralRequiredModelsTheFirstThatFailsIsNamed() {
        for (String[] order : new String[][] {{"a", "b", "c"}, {"c", "b", "a"}, {"b", "a", "c"}}) {
            assertThat(check(ENOUGH, constraints().requireModels(order)).message())
                    .contains("'" + order[0] + "'");
        }
    }

    @Test
    void aCapabilityOfAModelThatIsDownIsMissing() {
        assertThat(check(ENOUGH, constraints().requireCapabilities("vision"))).isNull();
        assertThat(check(ENOUGH, constraints().requireCapabilities("vision", "audio")))
                .isEqualTo(new Rejection(
                        Rejection.Code.MODEL_UNAVAILABLE,
                        null,
                        null,
                        0,
                        0,
                        "no model that is up has the required capability 'audio'"));
    }

    @Test
    void creditsComeBeforeTimeAndTimeBeforeModels() {
        ExecutionConstraints.Builder greedy =
                constraints().maxCost("2").maxTime(Duration.ofHours(1)).requireModels("gone");

        assertThat(check(ENOUGH, greedy).code()).isEqualTo(Rejection.Code.INSUFFICIENT_CREDITS);
        assertThat(check(ENOUGH, greedy.maxCost("1")).code()).isEqualTo(Rejection.Code.INSUFFICIENT_TIME);
        assertThat(check(ENOUGH, greedy.maxTime(Duration.ofSeconds(1))).code())
                .isEqualTo(Rejection.Code.MODEL_UNAVAILABLE);
    }
}
