package io.stipend.core;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastFigures.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Reports how good a forecaster is, by model and by the risk that was stated. A model is reported from its first settlement on. A forecaster
 * tells a bounded number of models and risks apart, and so do the tags.
 */
final class ForecastMeters {

    private static final String MODEL = "model";

    /** The value of the tag for steps that name no model. */
    private static final String NO_MODEL = "(none)";

    /** Nobody states more risks than that. */
    private static final int MAX_RISKS = 8;

    private final BudgetForecaster forecaster;
    private final Telemetry telemetry;

    /** What is reported: models, and the risks of each. */
    private final Map<String, Map<Double, Boolean>> reported = new ConcurrentHashMap<>();

    ForecastMeters(BudgetForecaster forecaster, Telemetry telemetry) {
        this.forecaster = forecaster;
        this.telemetry = telemetry;
    }

    /** A forecast was learned from. */
    void learned(Forecast forecast) {
        String named = forecast.features().model();
        String model = named == null ? "" : named;
        // A model that has no figures of its own is one of the others.
        Map<Double, Boolean> risks = reported.getOrDefault(model, reported.get(ForecastFigures.OTHERS));
        if (risks == null || (risks.size() < MAX_RISKS && !risks.containsKey(forecast.risk()))) {
            forecaster.figures().forEach(this::report);
        }
    }

    private void report(ForecastFigures figures) {
        String model = figures.model();
        Map<Double, Boolean> risks = reported.computeIfAbsent(model, any -> {
            report(model);
            return new ConcurrentHashMap<>();
        });
        figures.statements()
                .forEach(statement -> risks.computeIfAbsent(statement.risk(), risk -> {
                    report(model, risk);
                    return true;
                }));
    }

    private void report(String model) {
        counter("stipend.forecast.steps", "Steps settled that were forecast", model, ForecastFigures::steps);
        counter("stipend.forecast.output.used", "Output tokens used by them", model, ForecastFigures::outputUsed);
        counter(
                "stipend.forecast.output.held",
                "Output tokens held by them in the end",
                model,
                ForecastFigures::outputHeld);
        counter("stipend.forecast.extensions", "Extensions of their holds", model, ForecastFigures::extensions);
        counter(
                "stipend.forecast.extensions.refused",
                "Extensions for which there was too little",
                model,
                ForecastFigures::refusedExtensions);
    }

    private void report(String model, double risk) {
        counter(
                "stipend.forecast.stated",
                "Steps that a risk was stated for",
                model,
                figures -> statement(figures, risk).steps(),
                "risk",
                Double.toString(risk));
        counter(
                "stipend.forecast.above",
                "Steps that used more than had to fit",
                model,
                figures -> statement(figures, risk).above(),
                "risk",
                Double.toString(risk));
    }

    private static Statement statement(ForecastFigures figures, double risk) {
        return figures.statements().stream()
                .filter(each -> each.risk() == risk)
                .findFirst()
                .orElseGet(() -> new Statement(risk, 0, 0));
    }

    private void counter(
            String meter, String description, String model, ToDoubleFunction<ForecastFigures> count, String... tags) {
        String shown = model.isEmpty() ? NO_MODEL : model;
        String[] all = tags.length == 0 ? new String[] {MODEL, shown} : new String[] {MODEL, shown, tags[0], tags[1]};
        telemetry.counter(meter, description, forecaster, of -> count.applyAsDouble(find(of, model)), all);
    }

    private static ForecastFigures find(BudgetForecaster forecaster, String model) {
        return forecaster.figures().stream()
                .filter(figures -> figures.model().equals(model))
                .findFirst()
                .orElseGet(() -> ForecastFigures.none(model));
    }
}
