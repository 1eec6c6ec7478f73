package io.stipend.foresight.forecast;

/**
 * What an extension costs in tokens held, steered so that streams are extended as often as is aimed at. It is one price for all
 * groups: so extensions are made where they save most.
 *
 * <p>A stream ends long after its ladder was made, and thousands of others may have been learned from meanwhile. So it is judged by how often it
 * would have been extended at the price of now: {@link #FEWER} times less for each e-fold by which the price rose since. Otherwise
 * each of them would move the price for what has long been put right, and it would swing. As long as the guess is at least half of the truth, the
 * price settles whatever the delay is (a Smith predictor).
 */
final class ExtensionPrice {

    /** Before anything is known. */
    static final double FIRST = 16;

    /** How far one outcome moves it: an extension too many makes the next one 3 % dearer. */
    private static final double STEP = 0.03;

    /** How many extensions a stream has less where the price is e times as high; on public traces 0.3 to 0.9 near the target. */
    private static final double FEWER = 0.5;

    private static final double LEAST = 0.1;
    private static final double LARGEST = 1e6;

    private final double target;
    private volatile double tokens = FIRST;

    /** Written by the thread that learns; others read them after something that it writes later. */
    private long steps;

    private long sum;

    ExtensionPrice(double target) {
        this.target = target;
    }

    double tokens() {
        return tokens;
    }

    /**
     * A stream is over. One thread at a time.
     *
     * @param extensions how often it was extended
     * @param priceThen the price when its ladder was made
     */
    void learn(int extensions, double priceThen) {
        steps++;
        sum += extensions;
        double extensionsNow = extensions - FEWER * Math.log(tokens / priceThen);
        put(tokens * Math.exp(STEP * (extensionsNow - target)));
    }

    /** How often streams were extended on average; not a number before any was over. */
    double extensionsPerStep() {
        return steps == 0 ? Double.NaN : (double) sum / steps;
    }

    /** Takes over a price that was learned elsewhere. */
    void put(double other) {
        tokens = Math.max(LEAST, Math.min(LARGEST, other));
    }
}
