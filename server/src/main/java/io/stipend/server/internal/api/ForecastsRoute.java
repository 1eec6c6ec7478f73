package io.stipend.server.internal.api;

import io.stipend.core.ResourceManager;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastFigures.Statement;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** How good this process's forecasts of what steps use were, of all tenants together, as forecasts are learned from all of them. */
public final class ForecastsRoute {

    private final ResourceManager manager;
    private final Optional<BudgetForecaster> forecaster;
    private final ForecastSettings settings;

    public ForecastsRoute(Deployment deployment, ForecastSettings settings) {
        this.manager = deployment.manager();
        this.forecaster = deployment.forecaster();
        this.settings = settings;
    }

    /** It. */
    public Route route() {
        return Route.get("/v1/forecasts", Permission.METRICS, this::show);
    }

    private Answer show(Call call) {
        call.allow();
        long now = System.currentTimeMillis();
        List<JsonAnswer> models = manager.getMetrics().forecasts().stream()
                .sorted(Comparator.comparingLong(ForecastFigures::steps)
                        .reversed()
                        .thenComparing(ForecastFigures::model))
                .map(this::model)
                .toList();
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.time(json, "asOf", now);
            json.writeBooleanProperty("enabled", settings.enabled());
            if (settings.enabled()) {
                json.writeNumberProperty("risk", settings.risk());
            }
            Json.list(json, "models", models);
            json.writeEndObject();
        });
    }

    private JsonAnswer model(ForecastFigures figures) {
        return json -> {
            json.writeStartObject();
            Json.text(json, "model", figures.model().isEmpty() ? null : figures.model());
            json.writeNumberProperty("steps", figures.steps());
            Json.amount(json, "outputUsed", Resource.TOKENS, Math.round(figures.outputUsed()));
            Json.amount(json, "outputHeld", Resource.TOKENS, Math.round(figures.outputHeld()));
            known(json, "outputHeldOverUsed", figures.heldOverUsed());
            json.writeNumberProperty("extensions", figures.extensions());
            json.writeNumberProperty("refusedExtensions", figures.refusedExtensions());
            Json.list(
                    json,
                    "calibration",
                    figures.statements().stream().map(ForecastsRoute::statement).toList());
            writeSuggestion(json, figures.model());
            json.writeEndObject();
        };
    }

    /** What the next step with a usual input would be held at; nothing while the cap would be held. */
    private void writeSuggestion(JsonGenerator json, String name) {
        String model = name.isEmpty() ? null : name;
        forecaster
                .filter(known -> !name.equals(ForecastFigures.OTHERS))
                .ifPresent(known -> known.typicalInput(model).ifPresent(input -> {
                    Features features =
                            new Features(Checks.DEFAULT_TENANT, model, null, input, Features.UNKNOWN, Features.UNKNOWN);
                    Forecast forecast = known.forecast(features, settings.risk());
                    // No step is under way: this was only a question.
                    known.forget(forecast);
                    if (forecast.basis() != Basis.CAP) {
                        writeSuggestion(json, input, forecast);
                    }
                }));
    }

    private static void writeSuggestion(JsonGenerator json, long input, Forecast forecast) {
        json.writeObjectPropertyStart("suggested");
        Json.amount(json, "inputTokens", Resource.TOKENS, input);
        Json.amount(json, "firstHold", Resource.TOKENS, forecast.firstHold());
        Json.amount(json, "fit", Resource.TOKENS, forecast.fit());
        json.writeNumberProperty("samples", Math.round(forecast.samples()));
        json.writeEndObject();
    }

    private static JsonAnswer statement(Statement statement) {
        return json -> {
            json.writeStartObject();
            json.writeNumberProperty("stated", statement.risk());
            known(json, "measured", statement.measured());
            json.writeNumberProperty("steps", statement.steps());
            json.writeNumberProperty("above", statement.above());
            json.writeEndObject();
        };
    }

    /** A number, unless it is none: a share of nothing. */
    private static void known(JsonGenerator json, String name, double number) {
        if (Double.isFinite(number)) {
            json.writeNumberProperty(name, number);
        }
    }
}
