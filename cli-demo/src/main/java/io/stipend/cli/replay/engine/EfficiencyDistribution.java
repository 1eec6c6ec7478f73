package io.stipend.cli.replay.engine;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How efficiencies are distributed, exact to four decimals. Not thread safe. */
public final class EfficiencyDistribution {

    private static final int UNITS = 10_000;

    private final Histogram units = new Histogram(UNITS, 4);

    void add(double score) {
        units.recordValue(Math.round(score * UNITS));
    }

    /** The least efficiency that this share of all does not exceed (nearest rank); null when there are none. */
    public @Nullable Double percentile(int percent) {
        return units.getTotalCount() == 0 ? null : (double) units.getValueAtPercentile(percent) / UNITS;
    }

    /** The mean, to four decimals; null when there are none. */
    public @Nullable Double mean() {
        return units.getTotalCount() == 0 ? null : (double) Math.round(units.getMean()) / UNITS;
    }

    /** How many are in each tenth from 0 to 1; 1 itself is in the last. */
    public long[] tenths() {
        long[] tenths = new long[10];
        for (int i = 0; i < 10; i++) {
            tenths[i] = units.getCountBetweenValues(i * UNITS / 10, i == 9 ? UNITS : (i + 1) * UNITS / 10 - 1);
        }
        return tenths;
    }
}
