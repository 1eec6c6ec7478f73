package io.stipend.foresight.forecast;

/**
 * What an extension costs in tokens held, steered so that streams are extended as often as is aimed at. It is one price for all
 * groups: so extensions are made where they save most.
 */
final class ExtensionPrice {

    /** Before anything is known. */
    static final double FIRST = 16;

    /** How far one outcome moves it: an extension too many makes the next one 3 % dearer. */
    private static final double STEP = 0.03;

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

    /** A stream is over that was extended so often. One thread at a time. */
    void learn(int extensions) {
        steps++;
        sum += extensions;
        put(tokens * Math.exp(STEP * (extensions - target)));
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
