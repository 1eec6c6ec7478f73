package io.stipend.cli.replay.engine;

import org.jspecify.annotations.Nullable;

/**
 * How efficiencies are distributed, to four decimals. Counts and not samples: small however long the trace, and the same
 * in whatever order workers add. Not thread safe.
 */
public final class EfficiencyDistribution {

    private static final int UNITS = 10_000;

    private final long[] counts = new long[UNITS + 1];
    private long total;
    private long sumOfUnits;

    void add(double score) {
        int units = (int) Math.round(score * UNITS);
        counts[units]++;
        total++;
        sumOfUnits += units;
    }

    void add(EfficiencyDistribution other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        sumOfUnits += other.sumOfUnits;
    }

    /** How many there are. */
    public long total() {
        return total;
    }

    /** The least efficiency that this share of all does not exceed (nearest rank); null when there are none. */
    public @Nullable Double percentile(int percent) {
        long rank = Math.max(1, (total * percent + 99) / 100);
        long seen = 0;
        for (int units = 0; units <= UNITS; units++) {
            seen += counts[units];
            if (seen >= rank) {
                return (double) units / UNITS;
            }
        }
        return null;
    }

    /** The mean, to four decimals; null when there are none. */
    public @Nullable Double mean() {
        return total == 0 ? null : (double) Math.round((double) sumOfUnits / total) / UNITS;
    }

    /** How many are in each tenth from 0 to 1; 1 itself is in the last. */
    public long[] tenths() {
        long[] tenths = new long[10];
        for (int units = 0; units <= UNITS; units++) {
            tenths[Math.min(9, units * 10 / UNITS)] += counts[units];
        }
        return tenths;
    }
}
