package io.stipend.foresight.forecast;

import java.util.Arrays;

/**
 * The holds of a stream, each larger than the one before. A stream with the hold {@code h} is extended when it has made more than
 * {@code h − lookAhead} tokens, so the rungs are the ends of buckets plus the look-ahead, and the last one is the limit.
 *
 * <p>Of all such ladders it finds the one that costs least. With {@code S(h)} the share of streams that are extended at {@code h}, the
 * costs are {@code h₀ + Σ S(hᵢ)·(hᵢ₊₁ − hᵢ + price)}: the hold at the end, and a price for each extension. Dynamic programming from the limit
 * down finds the least: {@code W(i) = min over j > i of S(i)·(h(j) − h(i) + price) + W(j)}. For a given {@code i} this is the lowest of lines
 * with the slopes {@code h(j)} at {@code S(i)}. Slopes fall and {@code S} grows on the way down, so the lines that can still be lowest are kept in a
 * queue, and each is looked at twice (the convex hull trick): the time is linear. Immutable.
 */
final class Ladder {

    /** A ladder with more rungs than this leaves out those before the last: what they would save is not worth so many extensions. */
    static final int MAX_RUNGS = 24;

    private final long[] holds;
    private final int top;

    /**
     * Prepares.
     *
     * @param lookAhead how many tokens of the hold must be left
     * @param limit the largest hold
     */
    Ladder(long lookAhead, long limit) {
        long[] all = new long[Buckets.COUNT];
        int count = 0;
        while (count < Buckets.COUNT - 1 && Buckets.end(count) + lookAhead < limit) {
            all[count] = Buckets.end(count) + lookAhead;
            count++;
        }
        all[count] = limit;
        top = count;
        holds = Arrays.copyOf(all, count + 1);
    }

    /**
     * The ladder that costs least.
     *
     * @param shares how likely each bucket is
     * @param price how many tokens held an extension costs as much as
     */
    long[] rungs(float[] shares, double price) {
        double[] costs = new double[top + 1];
        int[] next = new int[top + 1];
        int[] lines = new int[top + 1];
        int first = 0;
        int end = 1;
        lines[0] = top;
        double share = 0;
        for (int bucket = shares.length - 1; bucket > top; bucket--) {
            share += shares[bucket];
        }
        for (int i = top - 1; i >= 0; i--) {
            share += shares[i + 1];
            double lowest = share * holds[lines[first]] + costs[lines[first]];
            while (end - first > 1) {
                double other = share * holds[lines[first + 1]] + costs[lines[first + 1]];
                if (other > lowest) {
                    break;
                }
                lowest = other;
                first++;
            }
            next[i] = lines[first];
            costs[i] = lowest + share * (price - holds[i]);
            while (end - first > 1 && !isNeeded(costs, lines[end - 2], lines[end - 1], i)) {
                end--;
            }
            lines[end++] = i;
        }
        return collect(next, cheapestStart(costs));
    }

    /** Whether a line is lowest anywhere between one that is steeper and one that is flatter. */
    private boolean isNeeded(double[] costs, int steeper, int line, int flatter) {
        double untilFlatter = (costs[flatter] - costs[line]) * (holds[steeper] - holds[line]);
        double fromSteeper = (costs[line] - costs[steeper]) * (holds[line] - holds[flatter]);
        return untilFlatter > fromSteeper;
    }

    private int cheapestStart(double[] costs) {
        int start = top;
        double least = holds[top];
        for (int i = top - 1; i >= 0; i--) {
            double cost = holds[i] + costs[i];
            if (cost < least) {
                least = cost;
                start = i;
            }
        }
        return start;
    }

    private long[] collect(int[] next, int start) {
        int count = 1;
        for (int rung = start; rung != top && count < MAX_RUNGS; rung = next[rung]) {
            count++;
        }
        long[] rungs = new long[count];
        int rung = start;
        for (int place = 0; place < count - 1; place++) {
            rungs[place] = holds[rung];
            rung = next[rung];
        }
        rungs[count - 1] = holds[top];
        return rungs;
    }
}
