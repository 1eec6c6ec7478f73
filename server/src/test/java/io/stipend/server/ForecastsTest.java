package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.ForecastFigures;
import io.stipend.store.memory.MemoryConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How good forecasts were, over HTTP. */
final class ForecastsTest {

    @Test
    void theFiguresAreThoseOfTheManagerTheModelWithTheMostStepsFirst() {
        try (TestServer server = TestServer.start(MemoryConfig.DEFAULT, DashboardScene::withForecasts)) {
            assertThat(server.all().get("/v1/forecasts").expect(200).json().get("models"))
                    .isEmpty();
            DashboardScene.callModel(server.all(), "gpt-4o-mini", 3);
            DashboardScene.callModel(server.all(), "gpt-4o", 7);
            // Holds nothing that is known beforehand, and names no model.
            server.all()
                    .post("/v1/reservations", "{\"id\":\"plain\",\"user\":\"ada\"}")
                    .expect(201);
            server.all()
                    .post("/v1/reservations/plain/settle", "{\"used\":{\"tokens\":70}}")
                    .expect(200);

            JsonNode forecasts = server.all().get("/v1/forecasts").expect(200).json();

            assertThat(forecasts.get("enabled").asBoolean()).isTrue();
            assertThat(forecasts.get("risk").asDouble()).isEqualTo(0.01);
            JsonNode models = forecasts.get("models");
            assertThat(models).hasSize(3);
            requireFigures(models.get(0), figures(server, "gpt-4o"), 7);
            requireFigures(models.get(1), figures(server, "gpt-4o-mini"), 3);
            requireFigures(models.get(2), figures(server, ""), 1);
            assertThat(models.get(0).get("model").asString()).isEqualTo("gpt-4o");
            assertThat(models.get(2).has("model")).isFalse();
        }
    }

    @Test
    void aHoldIsSuggestedOnceTheForecasterIsTrusted() {
        try (TestServer server = TestServer.start(MemoryConfig.DEFAULT, DashboardScene::withForecasts)) {
            DashboardScene.callModel(server.all(), "gpt-4o", 40);
            assertThat(server.all().get("/v1/forecasts").json().at("/models/0").has("suggested"))
                    .isFalse();
            DashboardScene.callModel(server.all(), "gpt-4o-mini", 80);

            JsonNode models =
                    server.all().get("/v1/forecasts").expect(200).json().get("models");

            assertThat(models).hasSize(2);
            JsonNode mini = models.at("/0/suggested");
            JsonNode large = models.at("/1/suggested");
            assertThat(mini.get("samples").asInt()).isBetween(75, 80);
            assertThat(large.get("samples").asInt()).isBetween(35, 40);
            // Each has 100 tokens of input, which is in the octave from 63 to 126.
            assertThat(mini.get("inputTokens").asInt()).isEqualTo(90);
            assertThat(mini.get("fit").asLong())
                    .isGreaterThanOrEqualTo(mini.get("firstHold").asLong());
            assertThat(mini.get("fit").asLong()).isBetween(90L, 1_000L);
        }
    }

    private static ForecastFigures figures(TestServer server, String model) {
        return server.server().deployment().manager().getMetrics().forecasts().stream()
                .filter(each -> each.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private static void requireFigures(JsonNode shown, ForecastFigures known, int steps) {
        assertThat(known.steps()).isEqualTo(steps);
        assertThat(shown.get("steps").asInt()).isEqualTo(steps);
        assertThat(shown.get("outputUsed").asString()).isEqualTo(Math.round(known.outputUsed()) + "");
        assertThat(shown.get("outputHeld").asString()).isEqualTo(Math.round(known.outputHeld()) + "");
        assertThat(shown.get("outputHeldOverUsed").asDouble())
                .isEqualTo(known.heldOverUsed())
                .isGreaterThan(1);
        assertThat(shown.get("extensions").asLong()).isEqualTo(known.extensions());
        assertThat(shown.get("refusedExtensions").asLong()).isEqualTo(known.refusedExtensions());
        List<ForecastFigures.Statement> statements = known.statements();
        assertThat(shown.get("calibration")).hasSameSizeAs(statements);
        assertThat(shown.at("/calibration/0/stated").asDouble())
                .isEqualTo(statements.get(0).risk());
        assertThat(shown.at("/calibration/0/measured").asDouble())
                .isEqualTo(statements.get(0).measured());
        assertThat(shown.at("/calibration/0/steps").asLong())
                .isEqualTo(statements.get(0).steps());
        assertThat(shown.at("/calibration/0/above").asLong())
                .isEqualTo(statements.get(0).above());
    }

    @Test
    void whatIsKnownOfAStepIsForecastByIt() {
        try (TestServer server = TestServer.start(MemoryConfig.DEFAULT, DashboardScene::withForecasts)) {
            for (int i = 0; i < 150; i++) {
                settle(server, "short-" + i, "{\"key\":\"brief\"}", 20);
                settle(server, "long-" + i, "{\"previousOutput\":900}", 1_000);
            }

            assertThat(basis(server, "a", "{\"key\":\"brief\",\"risk\":0.2}"))
                    .as("outcomes fade a little")
                    .matches("basis=KEY_AND_INPUT samples=1[45]\\d risk=0.2 fit=.*");
            assertThat(basis(server, "b", "{\"previousOutput\":1000}"))
                    .matches("basis=TURN samples=1[45]\\d risk=0.01 fit=.*");
            assertThat(basis(server, "c", "{}")).matches("basis=INPUT samples=\\d+ .*");
            server.all().post("/v1/reservations", call("d", "{\"risk\":1}")).expect(400, "INVALID_VALUE");
            server.all().post("/v1/reservations", call("d", "{\"key\":\"\"}")).expect(400, "INVALID_VALUE");
            server.all()
                    .post("/v1/reservations", call("d", "{\"previousOutput\":-1}"))
                    .expect(400, "INVALID_VALUE");
        }
    }

    private static void settle(TestServer server, String id, String expect, int output) {
        server.all().post("/v1/reservations", call(id, expect)).expect(201);
        server.all()
                .post("/v1/reservations/" + id + "/settle", "{\"used\":{\"tokens\":" + (100 + output) + "}}")
                .expect(200);
    }

    private static String basis(TestServer server, String id, String expect) {
        server.all().post("/v1/reservations", call(id, expect)).expect(201);
        return server.all()
                .get("/v1/reservations/" + id)
                .expect(200)
                .json()
                .at("/attributes/stipend.forecast")
                .asString();
    }

    private static String call(String id, String expect) {
        return "{\"id\":\"" + id
                + "\",\"user\":\"ada\",\"model\":\"gpt-4o\",\"inputTokens\":100,\"maxOutputTokens\":2000,"
                + "\"expect\":" + expect + "}";
    }

    @Test
    void withoutForecastsItSaysSo() {
        try (TestServer server = TestServer.start()) {
            JsonNode forecasts = server.all().get("/v1/forecasts").expect(200).json();

            assertThat(forecasts.get("enabled").asBoolean()).isFalse();
            assertThat(forecasts.has("risk")).isFalse();
            assertThat(forecasts.get("models")).isEmpty();
            server.all().get("/v1/forecasts?model=x").expect(400, "UNKNOWN_PARAMETER");
        }
    }
}
