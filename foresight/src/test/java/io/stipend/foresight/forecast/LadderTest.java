package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LadderTest {

    @Test
    void costsAsLittleAsTheBestOfAllLadders() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            long lookAhead = random.nextInt(4);
            long limit = 1L + random.nextInt(13);
            float[] shares = randomShares(random, 15);
            double price = Math.exp(random.nextDouble() * 6 - 3);
            long[] rungs = new Ladder(lookAhead, limit).rungs(shares, price);
            assertThat(cost(rungs, shares, lookAhead, price))
                    .as("round %d", round)
                    .isCloseTo(cheapest(shares, lookAhead, limit, price), within(1e-5));
        }
    }

    @Test
    void growsAndEndsAtTheLimit() {
        Random random = new Random(4);
        for (long limit : new long[] {1, 8, 9, 4_096, Buckets.LARGEST, Long.MAX_VALUE}) {
            long[] rungs = new Ladder(8, limit).rungs(randomShares(random, Buckets.COUNT), 20);
            assertThat(rungs).isSorted().doesNotHaveDuplicates().endsWith(limit);
            assertThat(rungs.length).isLessThanOrEqualTo(Ladder.MAX_RUNGS);
        }
    }

    @Test
    void extendsLessOftenWhereThatIsDearer() {
        float[] shares = randomShares(new Random(5), Buckets.of(4_000));
        double last = Double.POSITIVE_INFINITY;
        for (double price = 0.5; price < 50_000; price *= 2) {
            double extensions = extensions(new Ladder(8, 4_096).rungs(shares, price), shares, 8);
            assertThat(extensions).isLessThanOrEqualTo(last + 1e-6);
            last = extensions;
        }
        assertThat(last).isZero();
    }

    /** Tries every set of rungs there is. */
    private static double cheapest(float[] shares, long lookAhead, long limit, double price) {
        List<Long> candidates = new ArrayList<>();
        for (int bucket = 0; Buckets.end(bucket) + lookAhead < limit; bucket++) {
            candidates.add(Buckets.end(bucket) + lookAhead);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int set = 0; set < 1 << candidates.size(); set++) {
            List<Long> chosen = new ArrayList<>();
            for (int i = 0; i < candidates.size(); i++) {
                if ((set >> i & 1) == 1) {
                    chosen.add(candidates.get(i));
                }
            }
            chosen.add(limit);
            long[] rungs = chosen.stream().mapToLong(Long::longValue).toArray();
            least = Math.min(least, cost(rungs, shares, lookAhead, price));
        }
        return least;
    }

    /** By definition: what streams hold in the end, and how often they are extended. */
    private static double cost(long[] rungs, float[] shares, long lookAhead, double price) {
        double cost = 0;
        for (int bucket = 0; bucket < shares.length; bucket++) {
            int rung = rungAt(rungs, Buckets.end(bucket), lookAhead);
            cost += shares[bucket] * (rungs[rung] + price * rung);
        }
        return cost;
    }

    private static double extensions(long[] rungs, float[] shares, long lookAhead) {
        double sum = 0;
        for (int bucket = 0; bucket < shares.length; bucket++) {
            sum += shares[bucket] * rungAt(rungs, Buckets.end(bucket), lookAhead);
        }
        return sum;
    }

    private static int rungAt(long[] rungs, long output, long lookAhead) {
        int rung = 0;
        while (rung < rungs.length - 1 && output > rungs[rung] - lookAhead) {
            rung++;
        }
        return rung;
    }

    private static float[] randomShares(Random random, int buckets) {
        float[] shares = new float[Buckets.COUNT];
        float sum = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            shares[bucket] = random.nextInt(3) == 0 ? 0 : random.nextFloat();
            sum += shares[bucket];
        }
        for (int bucket = 0; bucket < buckets; bucket++) {
            shares[bucket] /= sum;
        }
        return shares;
    }
}
