package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The small values of the model: limits, durations, constraints, what is at hand. */
final class ModelValuesTest {

    private static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContainingAll(parts);
    }

    @Test
    void limitsTellNoneFromZero() {
        Limits limits =
                Limits.NONE.with(Resource.TOKENS, 0).with(Resource.CREDITS, 5).with(Resource.CREDITS, 7);

        assertThat(limits.get(Resource.TOKENS)).isZero();
        assertThat(limits.get(Resource.MEMORY)).isEqualTo(Limits.UNLIMITED);
        assertThat(limits.find(Resource.MEMORY)).isEmpty();
        assertThat(limits.find(Resource.CREDITS)).isEqualTo(OptionalLong.of(7));
        assertThat(limits.limitAnything()).isTrue();
        assertThat(Limits.NONE.limitAnything()).isFalse();
        assertThat(Limits.of(Map.of())).isSameAs(Limits.NONE);
        assertThat(limits).isEqualTo(Limits.of(Map.of(Resource.CREDITS, 7L, Resource.TOKENS, 0L)));
        assertThat(limits).hasSameHashCodeAs(Limits.of(Map.of(Resource.CREDITS, 7L, Resource.TOKENS, 0L)));
        assertThat(limits).hasToString("{CREDITS=0.00000007, TOKENS=0}");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void limitsAreAmounts() {
        refuses(() -> Limits.NONE.with(Resource.TOKENS, -1), "TOKENS", "-1");
        refuses(() -> Limits.of(Map.of(Resource.MEMORY, Checks.MAX_AMOUNT + 1)), "MEMORY");
        refuses(() -> Limits.of(null), "limits is null");
        refuses(() -> Limits.credits(null), "limit is null");
        refuses(() -> new AccountTerms(null, ResourceVector.ZERO, LimitPeriod.NEVER), "limits is null");
        refuses(() -> new AccountTerms(Limits.NONE, null, LimitPeriod.NEVER), "overdraft is null");
        refuses(() -> new AccountTerms(Limits.NONE, ResourceVector.ZERO, null), "period is null");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void durationsAreMillisecondsWithinTheLargestAmount() {
        assertThat(Durations.millis(Duration.ofNanos(1_999_999), "time")).isEqualTo(1);
        assertThat(Durations.millis(Duration.ofMillis(Checks.MAX_AMOUNT), "time"))
                .isEqualTo(Checks.MAX_AMOUNT);
        for (Duration bad : List.of(
                Duration.ofMillis(Checks.MAX_AMOUNT + 1),
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            refuses(() -> Durations.millis(bad, "time"), "time is " + bad, "9007199254740991 milliseconds");
        }
        refuses(() -> Durations.millis(null, "time"), "time is null");
    }

    @Test
    void theEnvelopeTakesWhatIsConstrainedAndEstimatesTheRest() {
        ResourceVector estimates = ResourceVector.of(1, 2, 3, 4, 999, 999);

        assertThat(ExecutionConstraints.NONE.envelope(estimates)).isEqualTo(ResourceVector.of(1, 2, 3, 4, 0, 1));
        assertThat(ExecutionConstraints.builder()
                        .maxCost("0.5")
                        .maxTokens(0)
                        .maxMemoryBytes(77)
                        .build()
                        .envelope(estimates))
                .isEqualTo(ResourceVector.of(50_000_000, 0, 3, 4, 77, 1));
        assertThat(ExecutionConstraints.builder()
                        .maxApiCalls(9)
                        .maxTime(Duration.ofSeconds(2))
                        .build()
                        .envelope(estimates))
                .isEqualTo(ResourceVector.of(1, 2, 9, 2000, 0, 1));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void constraintsRefuseBadValuesByName() {
        ExecutionConstraints.Builder builder = ExecutionConstraints.builder();

        refuses(() -> builder.maxCost((Credits) null), "maxCost is null");
        refuses(() -> builder.maxTokens(-1), "TOKENS");
        refuses(() -> builder.maxApiCalls(-1), "API_CALLS");
        refuses(() -> builder.maxMemoryBytes(Long.MAX_VALUE), "MEMORY");
        refuses(() -> builder.maxTime(Duration.ofMillis(-1)), "maxTime is PT-0.001S");
        for (double bad : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses(() -> builder.requireConfidence(bad), "confidence is " + bad, "0 to 1");
        }
        refuses(() -> builder.retries(-1), "retries is -1");
        refuses(() -> builder.retries(1001), "retries is 1001");
        refuses(() -> builder.requireModels("opus", null), "required model is null");
        refuses(() -> builder.requireModels("o\npus"), "required model has the control character");
        refuses(() -> builder.requireCapabilities("vision", null), "required capability is null");
        refuses(() -> builder.requireCapabilities(" "), "required capability is blank");
    }

    @Test
    void requirementsKeepTheirOrderAndMayBeNamedTwice() {
        ExecutionConstraints constraints = ExecutionConstraints.builder()
                .requireModels("z", "a", "m", "a")
                .requireCapabilities("y", "b", "y")
                .build();

        assertThat(constraints.requiredModels()).containsExactly("z", "a", "m");
        assertThat(constraints.requiredCapabilities()).containsExactly("y", "b");
        assertThatThrownBy(() -> constraints.requiredModels().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aModelOfTheLongestNamesCanBeRequired() {
        AvailableResources.ModelOffer offer = AvailableResources.ModelOffer.of("p".repeat(128), "m".repeat(128));
        String name = offer.provider() + "/" + offer.name();

        assertThat(ExecutionConstraints.builder().requireModels(name).build().requiredModels())
                .allMatch(offer::isNamed);
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void whatIsAtHandIsChecked() {
        Set<String> withNull = new LinkedHashSet<>(Arrays.asList("a", null));
        Credits none = Credits.ZERO;

        refuses(() -> AvailableResources.credits((Credits) null), "available credits is null");
        refuses(() -> new AvailableResources(none, null, null, Set.of(), Set.of()), "models is null");
        refuses(
                () -> new AvailableResources(none, null, Collections.singletonList(null), Set.of(), Set.of()),
                "model is null");
        refuses(() -> new AvailableResources(none, null, List.of(), withNull, Set.of()), "tool is null");
        refuses(() -> new AvailableResources(none, null, List.of(), Set.of(), withNull), "api is null");
        refuses(() -> AvailableResources.credits(none).withTimeLimit(Duration.ofMillis(-1)), "time limit is PT-0.001S");
        refuses(() -> new AvailableResources.ModelOffer("p", "m", withNull, none, true), "model capability is null");
        refuses(() -> new AvailableResources.ModelOffer("", "m", Set.of(), none, true), "model provider is blank");
        refuses(() -> new AvailableResources.ModelOffer("p", "m", Set.of(), null, true), "price per token is null");
    }

    @Test
    void resourcesAreConsumedOrOccupied() {
        Resource[] all = Resource.values();
        assertThat(Resource.count()).isEqualTo(all.length);
        for (int i = 0; i < all.length; i++) {
            assertThat(Resource.at(i)).isSameAs(all[i]);
            assertThat(all[i].isConsumable()).isEqualTo(all[i] != Resource.MEMORY && all[i] != Resource.SLOTS);
        }
    }
}
