package io.stipend.cli.replay.engine;

import io.stipend.foresight.forecast.LearnedForecaster;
import io.stipend.foresight.forecast.LearnedForecaster.Settings;
import io.stipend.foresight.trial.Estimate;

/**
 * How it is decided how much output a request holds. Immutable.
 *
 * @param kind by what
 * @param maxOutput the most tokens that a request may be answered with, as far as is known before it runs
 * @param risk the share of requests that may use more than is forecast, above 0 and below 1; without a meaning for a cap
 */
public record HoldMethod(Kind kind, long maxOutput, double risk) {

    /** By what it is decided. */
    public enum Kind {
        /** All requests hold {@link #maxOutput}. */
        CAP,
        /** Each holds what a forecast says that it will not exceed, from its start to its end. */
        FORECAST,
        /** Each begins with the first rung of a forecast, and is extended to the next ones as its answer comes. */
        LADDER
    }

    /** A cap. */
    public static HoldMethod cap(long maxOutput) {
        return new HoldMethod(Kind.CAP, maxOutput, Double.NaN);
    }

    /** Whether requests are forecast. */
    public boolean forecasts() {
        return kind != Kind.CAP;
    }

    /** A forecaster that knows nothing yet. */
    LearnedForecaster newForecaster(long reportEvery) {
        return new LearnedForecaster(Settings.DEFAULT.withLimit(maxOutput).withLookAhead(reportEvery));
    }

    /**
     * Begins to estimate, by a forecaster that knows nothing yet where it takes one.
     *
     * @param reportEvery how many tokens of an answer come between two looks at what is left of its hold
     */
    Estimate begin(long reportEvery) {
        return switch (kind) {
            case CAP -> Estimate.cap(maxOutput);
            case FORECAST -> Estimate.singleShot(newForecaster(reportEvery), risk);
            case LADDER -> Estimate.ladder(newForecaster(reportEvery), risk);
        };
    }
}
