package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistogramTest {

    @Test
    void anOutcomeCountsHalfAfterFourThousandOthers() {
        Histogram histogram = new Histogram();
        histogram.add(3);
        assertThat(histogram.counts()[3]).isEqualTo(1f);
        add(histogram, 5, 4_000);
        assertThat((double) histogram.counts()[3]).isCloseTo(0.5, within(1e-4));
        add(histogram, 5, 4_000);
        assertThat((double) histogram.counts()[3]).isCloseTo(0.25, within(1e-4));
    }

    @Test
    void countsStayBoundedAndExactHoweverManyOutcomesThereAre() {
        Histogram histogram = new Histogram();
        double share = Math.pow(2, -1 / Histogram.HALF_LIFE);
        add(histogram, 1, 300_000);
        // The sum of a geometric series: what all outcomes there ever were count at most.
        assertThat(histogram.count()).isCloseTo(1 / (1 - share), within(1.0));
        assertThat((double) histogram.counts()[1]).isCloseTo(1 / (1 - share), within(5.0));
    }

    @Test
    void sumsAreThoseOfTheParts() {
        Random random = new Random(11);
        Histogram some = new Histogram();
        Histogram others = new Histogram();
        for (int i = 0; i < 3_000; i++) {
            some.add(random.nextInt(Buckets.COUNT));
            others.add(random.nextInt(20));
        }
        float[] before = some.counts();
        float[] added = others.counts();
        some.add(added, false);
        float[] sum = some.counts();
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            assertThat((double) sum[bucket]).isCloseTo((double) before[bucket] + added[bucket], within(1e-3));
        }
        assertThat(some.count()).isCloseTo(2 * others.count(), within(1e-3));
    }

    @Test
    void aSmallGroupLeansOnItsParent() {
        Histogram histogram = new Histogram();
        add(histogram, 2, 50);
        float[] shares = new float[Buckets.COUNT];
        shares[1] = 0.75f;
        shares[2] = 0.25f;
        histogram.mixInto(shares, 100);
        double n = histogram.count();
        assertThat((double) shares[1]).isCloseTo(100 * 0.75 / (n + 100), within(1e-5));
        assertThat((double) shares[2]).isCloseTo((n + 100 * 0.25) / (n + 100), within(1e-5));
    }

    @Test
    void anEmptyGroupLeavesItsParentAsItIs() {
        float[] shares = new float[Buckets.COUNT];
        shares[9] = 1;
        new Histogram().mixInto(shares, 100);
        assertThat(shares[9]).isEqualTo(1f);
    }

    private static void add(Histogram histogram, int bucket, int times) {
        for (int i = 0; i < times; i++) {
            histogram.add(bucket);
        }
    }
}
