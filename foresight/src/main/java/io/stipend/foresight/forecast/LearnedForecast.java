package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;

/** What was forecast, with what is needed to learn from its outcome. Immutable. */
final class LearnedForecast implements Forecast {

    private final Features features;
    private final double risk;
    private final long quantile;
    private final long[] rungs;
    private final long lookAhead;
    private final double samples;
    private final Basis basis;
    private final Origin origin;

    /**
     * What it was made from, for who learns from its outcome much later.
     *
     * @param uncorrected the quantile before it was corrected
     * @param extensionPrice that the rungs were made at
     */
    record Origin(double uncorrected, double extensionPrice) {}

    /**
     * Takes over the rungs, which must not change.
     *
     * @param quantile what is exceeded at the risk
     */
    LearnedForecast(
            Features features,
            double risk,
            long quantile,
            long[] rungs,
            long lookAhead,
            double samples,
            Basis basis,
            Origin origin) {
        this.features = features;
        this.risk = risk;
        this.quantile = quantile;
        this.rungs = rungs;
        this.lookAhead = lookAhead;
        this.samples = samples;
        this.basis = basis;
        this.origin = origin;
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public double risk() {
        return risk;
    }

    @Override
    public long fit() {
        return Math.max(quantile, rungs[0]);
    }

    @Override
    public int rungCount() {
        return rungs.length;
    }

    @Override
    public long rung(int index) {
        return rungs[index];
    }

    @Override
    public long lookAhead() {
        return lookAhead;
    }

    @Override
    public double samples() {
        return samples;
    }

    @Override
    public Basis basis() {
        return basis;
    }

    /** How often a stream of so many tokens is extended. */
    int extensions(long actual) {
        int rung = 0;
        while (rung < rungs.length - 1 && actual > rungs[rung] - lookAhead) {
            rung++;
        }
        return rung;
    }

    /** Whether it rests on what was learned, so that its outcome says something of the correction. */
    boolean isTrusted() {
        return basis != Basis.CAP;
    }

    /** The quantile before it was corrected; zero if it is not trusted. */
    double uncorrected() {
        return origin.uncorrected();
    }

    /** The price of an extension at which the rungs are cheapest. */
    double extensionPrice() {
        return origin.extensionPrice();
    }

    /** The most that is said, whatever is learned. */
    long limit() {
        return rungs[rungs.length - 1];
    }

    @Override
    public String toString() {
        return "Forecast[fit " + fit() + ", first " + firstHold() + ", " + rungs.length + " rungs, " + basis + ", "
                + Math.round(samples) + " outcomes]";
    }
}
