package io.stipend.core.spi;

import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * How good the forecasts of a model's steps were, of those that were settled: sums, so that those of several nodes add up. Immutable.
 *
 * @param model the model; empty for steps that name none, {@link #OTHERS} for those of more models than are told apart
 * @param steps how many steps were settled
 * @param outputUsed the output tokens that they used
 * @param outputHeld the output tokens that they held in the end
 * @param extensions how often a hold was enlarged
 * @param refusedExtensions how often there was less than it was to be enlarged by
 * @param statements what was stated at each risk, and what came true; each risk once
 */
public record ForecastFigures(
        String model,
        long steps,
        double outputUsed,
        double outputHeld,
        long extensions,
        long refusedExtensions,
        List<Statement> statements) {

    /** The model of steps of more models than are told apart. */
    public static final String OTHERS = "(others)";

    /**
     * A risk, and how often it came true.
     *
     * @param risk the share of steps that was stated to use more than had to fit
     * @param steps of how many steps that was stated
     * @param above how many of them used more
     */
    public record Statement(double risk, long steps, long above) {

        /** The share of steps that used more; not a number where there were none. */
        public double measured() {
            return steps == 0 ? Double.NaN : (double) above / steps;
        }
    }

    public ForecastFigures {
        Checks.present(model, "model");
        statements = List.copyOf(statements);
    }

    /** Nothing is known of a model. */
    public static ForecastFigures none(String model) {
        return new ForecastFigures(model, 0, 0, 0, 0, 0, List.of());
    }

    /** The output held over that used; not a number where none was used. */
    public double heldOverUsed() {
        return outputUsed == 0 ? Double.NaN : outputHeld / outputUsed;
    }

    /** These and others of the same model. */
    public ForecastFigures plus(ForecastFigures other) {
        List<Statement> sums = new ArrayList<>(statements);
        for (Statement statement : other.statements) {
            add(sums, statement);
        }
        return new ForecastFigures(
                model,
                steps + other.steps,
                outputUsed + other.outputUsed,
                outputHeld + other.outputHeld,
                extensions + other.extensions,
                refusedExtensions + other.refusedExtensions,
                sums);
    }

    private static void add(List<Statement> sums, Statement more) {
        for (int i = 0; i < sums.size(); i++) {
            Statement sum = sums.get(i);
            if (sum.risk() == more.risk()) {
                sums.set(i, new Statement(sum.risk(), sum.steps() + more.steps(), sum.above() + more.above()));
                return;
            }
        }
        sums.add(more);
    }
}
