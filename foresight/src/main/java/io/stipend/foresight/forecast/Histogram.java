package io.stipend.foresight.forecast;

/**
 * Counts of outcomes in {@link Buckets}, of which older ones count for less: an outcome that is followed by 4,000 others counts half.
 * Instead of fading all counts, each outcome weighs a little more than the one before it.
 *
 * <p>One thread writes at a time. Others may read meanwhile: they may miss what is being added just then, and nothing else.
 */
final class Histogram {

    /** The number of outcomes after which one counts half. */
    static final double HALF_LIFE = 4_000;

    private static final double GROWTH = Math.pow(2, 1 / HALF_LIFE);

    /** Counts are brought back to the scale of 1 at this weight, long before floats lose small ones. */
    private static final double LARGEST_WEIGHT = 1 << 16;

    private volatile Scaled scaled = new Scaled(new float[Buckets.COUNT], 0, 1);

    /** Counts at a scale. The array stays with its scale, so that a reader never sees one with the other of another time. */
    private static final class Scaled {

        final float[] counts;
        double total;
        double weight;

        Scaled(float[] counts, double total, double weight) {
            this.counts = counts;
            this.total = total;
            this.weight = weight;
        }

        Scaled times(double factor) {
            float[] copy = counts.clone();
            for (int bucket = 0; bucket < copy.length; bucket++) {
                copy[bucket] *= (float) factor;
            }
            return new Scaled(copy, total * factor, weight * factor);
        }
    }

    /** Adds an outcome. */
    void add(int bucket) {
        Scaled now = scaled;
        if (now.weight > LARGEST_WEIGHT) {
            now = now.times(1 / now.weight);
            scaled = now;
        }
        now.weight *= GROWTH;
        now.counts[bucket] += (float) now.weight;
        now.total += now.weight;
    }

    /** How many outcomes there are, each as much as it counts now. */
    double count() {
        Scaled now = scaled;
        return now.total / now.weight;
    }

    /**
     * Adds counts, as they count now.
     *
     * @param fades whether those that are there fade as if the others had come after them
     */
    void add(float[] counts, boolean fades) {
        Scaled now = scaled.times((fades ? fading(counts) : 1) / scaled.weight);
        now.weight = 1;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            now.counts[bucket] += counts[bucket];
            now.total += counts[bucket];
        }
        scaled = now;
    }

    /** By how much a count fades that is followed by these. */
    static double fading(float[] counts) {
        double outcomes = 0;
        for (float count : counts) {
            outcomes += count;
        }
        return Math.pow(GROWTH, -outcomes);
    }

    /** A copy of the counts, as they count now. */
    float[] counts() {
        return scaled.times(1 / scaled.weight).counts;
    }

    /**
     * Mixes a distribution with this one as far as its outcomes go: {@code (n·F + m·F_parent) / (n + m)}.
     *
     * @param parent the share of each bucket in a larger group, replaced by the mixture
     * @param m how many outcomes the larger group counts for
     */
    void mixInto(float[] parent, double m) {
        Scaled now = scaled;
        double n = now.total / now.weight;
        if (n <= 0) {
            return;
        }
        float old = (float) (m / (n + m));
        float fresh = (float) (1 / (now.weight * (n + m)));
        float[] counts = now.counts;
        for (int bucket = 0; bucket < parent.length; bucket++) {
            parent[bucket] = parent[bucket] * old + counts[bucket] * fresh;
        }
    }
}
