package io.stipend.foresight.forecast;

import java.util.Arrays;

/**
 * Sorts amounts of tokens into buckets: exact up to 29, then each bucket ends 7 % above the one before. Bucket 0 has zero alone;
 * the last one has everything above {@link #LARGEST} as well.
 */
final class Buckets {

    /** How much further a bucket reaches than the one before. */
    static final double GROWTH = 1.07;

    /** Where the last bucket begins, or a little above. */
    static final long LARGEST = 1 << 20;

    private static final long[] ENDS = ends();

    /** How many there are. */
    static final int COUNT = ENDS.length;

    /** The buckets of small amounts, so that most amounts need no search. */
    private static final short[] OF_SMALL = small(8_192);

    private Buckets() {}

    private static long[] ends() {
        long[] ends = new long[512];
        int count = 1;
        while (ends[count - 1] < LARGEST) {
            long last = ends[count - 1];
            ends[count++] = Math.max(last + 1, (long) (last * GROWTH));
        }
        return Arrays.copyOf(ends, count);
    }

    private static short[] small(int limit) {
        short[] buckets = new short[limit + 1];
        for (int amount = 1; amount <= limit; amount++) {
            buckets[amount] = (short) (buckets[amount - 1] + (amount > ENDS[buckets[amount - 1]] ? 1 : 0));
        }
        return buckets;
    }

    /** The bucket of an amount; below zero counts as zero. */
    static int of(long amount) {
        if (amount < OF_SMALL.length) {
            return amount <= 0 ? 0 : OF_SMALL[(int) amount];
        }
        int found = Arrays.binarySearch(ENDS, amount);
        return found >= 0 ? found : Math.min(COUNT - 1, -found - 1);
    }

    /** The largest amount of a bucket. */
    static long end(int bucket) {
        return ENDS[bucket];
    }
}
