package io.stipend.foresight.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What quantiles are multiplied by, for each risk that is asked for, so that the stated share of steps uses more than was said
 * whatever the distribution is like: adaptive conformal inference (Gibbs and Candès, 2021), as quantile tracking on the
 * logarithm. After each outcome, the logarithm goes up by {@code step · (1 − risk)} if it was above the quantile, else down by {@code step ·
 * risk}; it is at rest when the share above is the risk. Steps are small, because what they do beyond need is paid in budget.
 *
 * <p>An outcome is compared with its quantile as it would be corrected now, not as it was corrected when it was forecast: thousands of others may have been
 * learned from in between. Each of them would otherwise move the correction for what has long been corrected, and it would swing.
 *
 * <p>One thread at a time may {@linkplain #learn learn}; others may read meanwhile.
 */
final class Corrections {

    /** Risks with a correction of their own. Beyond so many, a risk shares that of the nearest. */
    static final int MAX_RISKS = 8;

    private static final double LARGEST_STEP = 0.05;

    /** A correction is between e^−2 and e^2: beyond it, the past says nothing of the present. */
    static final double LARGEST = 2;

    private volatile Entry[] entries = {};

    /** One risk and its correction. */
    static final class Entry {

        final double risk;
        volatile double logarithm;

        /** Written by the thread that learns; others read them after something that it writes later. */
        long outcomes;

        long above;

        Entry(double risk, double logarithm) {
            this.risk = risk;
            this.logarithm = logarithm;
        }
    }

    /** A quantile, corrected; at most the limit. */
    long corrected(double risk, double uncorrected, long limit) {
        return multiplied(uncorrected, factor(risk), limit);
    }

    private static long multiplied(double uncorrected, double factor, long limit) {
        return Math.min(limit, (long) Math.ceil(uncorrected * factor));
    }

    /** What quantiles are multiplied by. */
    double factor(double risk) {
        Entry entry = nearest(entries, risk);
        return entry == null ? 1 : Math.exp(entry.logarithm);
    }

    /**
     * Learns from an outcome. One that is beyond its limit says nothing of the correction where the quantile is at the limit, too.
     *
     * @param uncorrected its quantile, before it was corrected
     * @param limit the most that can be said, whatever the correction
     */
    void learn(double risk, double uncorrected, long limit, long actual) {
        Entry entry = entryOf(risk);
        long quantile = multiplied(uncorrected, Math.exp(entry.logarithm), limit);
        boolean above = actual > quantile;
        if (above && quantile == limit) {
            return;
        }
        // Where outcomes above are frequent, smaller steps do; large ones would only make noise.
        double step = Math.min(LARGEST_STEP, LARGEST_STEP / 10 / Math.sqrt(risk));
        double moved = entry.logarithm + step * ((above ? 1 : 0) - risk);
        entry.logarithm = Math.max(-LARGEST, Math.min(LARGEST, moved));
    }

    /** Counts an outcome, whatever the forecast rested on. */
    void count(double risk, boolean above) {
        Entry entry = entryOf(risk);
        entry.outcomes++;
        entry.above += above ? 1 : 0;
    }

    /** What was stated, and what was measured. */
    List<LearnedForecaster.Calibration> calibration() {
        List<LearnedForecaster.Calibration> all = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.outcomes > 0) {
                all.add(new LearnedForecaster.Calibration(
                        entry.risk, (double) entry.above / entry.outcomes, entry.outcomes));
            }
        }
        return all;
    }

    /** Replaces a correction. */
    void put(double risk, double logarithm) {
        entryOf(risk).logarithm = logarithm;
    }

    /** The logarithm of each correction, by risk. */
    Map<Double, Double> byRisk() {
        Map<Double, Double> all = new LinkedHashMap<>();
        for (Entry entry : entries) {
            all.put(entry.risk, entry.logarithm);
        }
        return all;
    }

    private Entry entryOf(double risk) {
        Entry[] now = entries;
        Entry nearest = nearest(now, risk);
        if (nearest != null && (nearest.risk == risk || now.length == MAX_RISKS)) {
            return nearest;
        }
        Entry fresh = new Entry(risk, 0);
        Entry[] more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = fresh;
        entries = more;
        return fresh;
    }

    private static @Nullable Entry nearest(Entry[] entries, double risk) {
        Entry best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Entry entry : entries) {
            double distance = entry.risk == risk ? 0 : Math.abs(Math.log(entry.risk / risk));
            if (distance < least) {
                best = entry;
                least = distance;
            }
        }
        return best;
    }
}
