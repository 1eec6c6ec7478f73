package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class BucketsTest {

    @Test
    void eachAmountIsInTheFirstBucketThatReachesIt() {
        for (long amount = 0; amount <= Buckets.LARGEST; amount += 1 + amount / 500) {
            int bucket = Buckets.of(amount);
            assertThat(Buckets.end(bucket)).isGreaterThanOrEqualTo(amount);
            assertThat(bucket == 0 ? -1 : Buckets.end(bucket - 1)).isLessThan(amount);
        }
    }

    @Test
    void noBucketIsWiderThanEightPercentOrOneToken() {
        for (int bucket = 1; bucket < Buckets.COUNT; bucket++) {
            long width = Buckets.end(bucket) - Buckets.end(bucket - 1);
            assertThat(width).isBetween(1L, Math.max(1, (long) (0.08 * Buckets.end(bucket - 1))));
        }
    }

    @Test
    void whateverIsAskedForHasABucket() {
        assertThat(Buckets.of(Long.MIN_VALUE)).isZero();
        assertThat(Buckets.of(-1)).isZero();
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            assertThat(Buckets.of(random.nextLong())).isBetween(0, Buckets.COUNT - 1);
        }
    }
}
