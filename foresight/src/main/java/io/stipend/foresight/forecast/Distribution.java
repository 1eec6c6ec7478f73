package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Basis;

/** How likely each bucket is. */
final class Distribution {

    /** The share of outcomes in each bucket. */
    final float[] shares;

    /** The outcomes of the most specific group. */
    final double samples;

    /** That group's level. */
    final Basis basis;

    Distribution(float[] shares, double samples, Basis basis) {
        this.shares = shares;
        this.samples = samples;
        this.basis = basis;
    }

    /** What a share of {@code risk} is above, as if outcomes were spread evenly over each bucket. */
    double quantile(double risk) {
        double above = 0;
        for (int bucket = shares.length - 1; bucket > 0; bucket--) {
            double share = shares[bucket];
            if (above + share > risk) {
                long from = Buckets.end(bucket - 1);
                return Buckets.end(bucket) - (risk - above) / share * (Buckets.end(bucket) - from);
            }
            above += share;
        }
        return 0;
    }
    /** The share of outcomes above an amount, as if they were spread evenly over its bucket. */
    double shareAbove(long amount) {
        int bucket = Buckets.of(amount);
        double above = 0;
        for (int higher = shares.length - 1; higher > bucket; higher--) {
            above += shares[higher];
        }
        if (bucket == 0) {
            return above;
        }
        long from = Buckets.end(bucket - 1);
        double part = (double) Math.max(0, Buckets.end(bucket) - amount) / (Buckets.end(bucket) - from);
        return above + shares[bucket] * part;
    }
}
