package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Outcome;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastFigures.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How good forecasts were, by model and stated risk. Models beyond the first hundred are counted together. One thread at a time. */
final class ModelTallies {

    static final int MAX_MODELS = 100;

    private final Map<String, Tally> byModel = new LinkedHashMap<>();

    private static final class Tally {

        long steps;
        double used;
        double held;
        long extensions;
        long refused;
        final double[] risks = new double[Corrections.MAX_RISKS];
        final long[] stated = new long[Corrections.MAX_RISKS];
        final long[] above = new long[Corrections.MAX_RISKS];
        int riskCount;

        /** Beyond so many risks, the last one has the rest. */
        int placeOf(double risk) {
            for (int place = 0; place < riskCount; place++) {
                if (risks[place] == risk) {
                    return place;
                }
            }
            if (riskCount == risks.length) {
                return riskCount - 1;
            }
            risks[riskCount] = risk;
            return riskCount++;
        }

        ForecastFigures figures(String model) {
            Statement[] statements = new Statement[riskCount];
            for (int place = 0; place < riskCount; place++) {
                statements[place] = new Statement(risks[place], stated[place], above[place]);
            }
            return new ForecastFigures(model, steps, used, held, extensions, refused, List.of(statements));
        }
    }

    /** A step was settled. */
    void add(LearnedForecast forecast, Outcome outcome) {
        String named = forecast.features().model();
        Tally tally = tallyOf(named == null ? "" : named);
        long output = Math.max(0, outcome.output());
        tally.steps++;
        tally.used += output;
        tally.held += outcome.heldOutput();
        tally.extensions += outcome.extensions();
        tally.refused += outcome.refusedExtensions();
        int place = tally.placeOf(forecast.risk());
        tally.stated[place]++;
        tally.above[place] += output > forecast.fit() ? 1 : 0;
    }

    private Tally tallyOf(String model) {
        Tally known = byModel.get(model);
        if (known != null) {
            return known;
        }
        return byModel.computeIfAbsent(
                byModel.size() < MAX_MODELS ? model : ForecastFigures.OTHERS, any -> new Tally());
    }

    List<ForecastFigures> figures() {
        return byModel.entrySet().stream()
                .map(tally -> tally.getValue().figures(tally.getKey()))
                .toList();
    }
}
