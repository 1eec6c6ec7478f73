package io.stipend.core.model;

import static io.stipend.core.spi.check.Checks.MAX_AMOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ResourceVectorTest {

    private static final ResourceVector SMALL = ResourceVector.of(1, 2, 3, 4, 5, 6);

    private static ResourceVector only(Resource resource, long amount) {
        return ResourceVector.of(resource, amount);
    }

    @ParameterizedTest
    @EnumSource
    void everyResourceHasItsOwnPlace(Resource resource) {
        ResourceVector vector = only(resource, 7);

        for (Resource each : Resource.values()) {
            assertThat(vector.get(each)).as(each.name()).isEqualTo(each == resource ? 7 : 0);
        }
        assertThat(vector).isNotEqualTo(ResourceVector.ZERO).isEqualTo(ResourceVector.of(Map.of(resource, 7L)));
        assertThat(vector.isZero()).isFalse();
        assertThat(vector.plus(vector)).isEqualTo(only(resource, 14));
        assertThat(vector.excessOver(only(resource, 3))).isEqualTo(only(resource, 4));
        assertThat(vector.excessOver(only(resource, 8))).isEqualTo(ResourceVector.ZERO);
        assertThat(vector.consumables().isZero()).isNotEqualTo(resource.isConsumable());
        assertThat(ResourceVector.usageRatio(vector, only(resource, 14))).isEqualTo(0.5);
        assertThat(vector).hasToString("{" + resource + "=" + resource.format(7) + "}");
    }

    @ParameterizedTest
    @EnumSource
    void amountsAreBounded(Resource resource) {
        assertThat(only(resource, MAX_AMOUNT).get(resource)).isEqualTo(MAX_AMOUNT);
        for (long bad : new long[] {-1, MAX_AMOUNT + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> only(resource, bad))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContainingAll(resource.name(), Long.toString(bad));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sumsAreBoundedToo(Resource resource) {
        ResourceVector limit = only(resource, MAX_AMOUNT);

        assertThat(limit.plus(ResourceVector.ZERO)).isEqualTo(limit);
        assertThat(only(resource, MAX_AMOUNT - 1).plus(only(resource, 1))).isEqualTo(limit);
        assertThatThrownBy(() -> limit.plus(only(resource, 1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(resource.name());
        assertThatThrownBy(() -> limit.plus(limit)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aRatioOfNothingReservedIsZero() {
        assertThat(ResourceVector.usageRatio(SMALL, ResourceVector.ZERO)).isZero();
        assertThat(ResourceVector.usageRatio(ResourceVector.ZERO, SMALL)).isZero();
        assertThat(ResourceVector.usageRatio(ResourceVector.ZERO, ResourceVector.ZERO))
                .isZero();
    }

    @Test
    void theRatioIsTheLargestOverWhatIsReserved() {
        ResourceVector reserved = ResourceVector.of(100, 100, 0, 100, 100, 1);

        assertThat(ResourceVector.usageRatio(ResourceVector.of(10, 90, 999, 20, 30, 0), reserved))
                .isEqualTo(0.9);
        assertThat(ResourceVector.usageRatio(ResourceVector.of(250, 90, 0, 20, 30, 0), reserved))
                .as("overrun")
                .isEqualTo(2.5);
        assertThat(ResourceVector.usageRatio(ResourceVector.of(0, 0, 0, 0, MAX_AMOUNT, 0), only(Resource.MEMORY, 1)))
                .isEqualTo((double) MAX_AMOUNT);
    }

    /** The threshold's decimal is reached by the fraction that equals it, however it is written. */
    @Test
    void fourFifthsIsExactlyTheWarningThreshold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long fifth = 1 + random.nextLong(MAX_AMOUNT / 5);
            assertThat(ratio(4 * fifth, 5 * fifth)).as("seed %d", seed).isEqualTo(0.8);
            long twentieth = 1 + random.nextLong(MAX_AMOUNT / 20);
            assertThat(ratio(19 * twentieth, 20 * twentieth))
                    .as("seed %d", seed)
                    .isEqualTo(0.95);
        }
    }

    @Test
    void oneLessThanTheThresholdIsBelowItAlsoAtTheLargestAmounts() {
        long limit = MAX_AMOUNT / 5 * 5;
        long threshold = limit / 5 * 4;

        assertThat(ratio(threshold, limit)).isEqualTo(0.8);
        assertThat(ratio(threshold - 1, limit)).isLessThan(0.8);
        assertThat(ratio(threshold + 1, limit)).isGreaterThanOrEqualTo(0.8);
        assertThat(ratio(MAX_AMOUNT, MAX_AMOUNT)).isEqualTo(1.0);
        assertThat(ratio(MAX_AMOUNT - 1, MAX_AMOUNT)).isLessThan(1.0);
    }

    private static double ratio(long used, long reserved) {
        return ResourceVector.usageRatio(only(Resource.CREDITS, used), only(Resource.CREDITS, reserved));
    }

    @Test
    void equalVectorsHaveEqualHashes() {
        assertThat(SMALL)
                .isEqualTo(ResourceVector.of(1, 2, 3, 4, 5, 6))
                .hasSameHashCodeAs(ResourceVector.of(1, 2, 3, 4, 5, 6));
        assertThat(SMALL)
                .isNotEqualTo(ResourceVector.of(1, 2, 3, 4, 5, 7))
                .isNotEqualTo(null)
                .isNotEqualTo("text");
    }

    @Test
    void consumablesLeaveOutWhatIsOnlyOccupied() {
        assertThat(SMALL.consumables()).isEqualTo(ResourceVector.of(1, 2, 3, 4, 0, 0));
    }

    @Test
    void printsWhatIsNotZero() {
        assertThat(ResourceVector.of(10_000_000, 1000, 0, 0, 0, 1))
                .hasToString("{CREDITS=0.10000000, TOKENS=1000, SLOTS=1}");
        assertThat(ResourceVector.ZERO).hasToString("{}");
    }
}
