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

    ExtensionPrice(double target) {
        this.target = target;
    }

    double tokens() {
        return tokens;
    }

    /** A stream is over that was extended so often. One thread at a time. */
    void learn(int extensions) {
        put(tokens * Math.exp(STEP * (extensions - target)));
    }

    /** Takes over a price that was learned elsewhere. */
    void put(double other) {
        tokens = Math.max(LEAST, Math.min(LARGEST, other));
    }
}
