package io.stipend.server;

import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.PriceSettings;
import java.time.Duration;
import java.util.Optional;

/** Books with something on each of the dashboard's pages. */
final class DashboardScene {

    private DashboardScene() {}

    /** A server with such books. */
    static TestServer serve() {
        TestServer server = TestServer.start();
        fill(server.all());
        return server;
    }

    static void fill(Api api) {
        limit(api, "ada", "8", "first budget");
        limit(api, "bea", "12", "first budget");
        limit(api, "cleo", "200", "the release team");
        limit(api, "dan", "75", "evaluations");
        limit(api, "mia", "40", "support");
        spend(api, "nightly-7", "mia", "38.2");
        spend(api, "study-12", "cleo", "61.75");
        spend(api, "eval-3", "dan", "12.4");
        spend(api, "eval-4", "ada", "2.31");
        reserve(api, "build-41", "ada", "5");
        api.post(
                        "/v1/reservations/build-41/split",
                        "{\"id\":\"build-41-tests\",\"amounts\":{\"credits\":\"1.5\"},\"step\":\"tests\"}")
                .expect(201);
        api.post("/v1/reservations/build-41/usage", "{\"used\":{\"credits\":\"2.9\"}}")
                .expect(200);
        api.post("/v1/reservations/build-41-tests/usage", "{\"used\":{\"credits\":\"1.46\"}}")
                .expect(200);
        reserve(api, "triage-8", "mia", "1.2");
        reserve(api, "notes-2", "cleo", "4");
        api.post("/v1/reservations", "{\"user\":\"ada\",\"constraints\":{\"credits\":\"3\"}}")
                .expect(402);
        api.post("/v1/reservations", "{\"user\":\"mia\",\"constraints\":{\"credits\":\"2.5\"}}")
                .expect(402);
        api.post("/v1/accounts/user:gus/freeze", "{\"reason\":\"left the team\"}")
                .expect(200);
        api.post("/v1/reservations", "{\"user\":\"gus\"}").expect(423);
    }

    private static void limit(Api api, String user, String credits, String reason) {
        api.post(
                        "/v1/accounts/user:" + user + "/limit",
                        "{\"limit\":\"" + credits + "\",\"reason\":\"" + reason + "\"}")
                .expect(200);
    }

    static void reserve(Api api, String id, String user, String credits) {
        api.post(
                        "/v1/reservations",
                        "{\"id\":\"" + id + "\",\"user\":\"" + user
                                + "\",\"leaseMillis\":600000,\"constraints\":{\"credits\":\"" + credits + "\"}}")
                .expect(201);
    }

    /** What steps use is forecast, and what models cost is known. */
    static StipendConfig withForecasts(StipendConfig config) {
        ForecastSettings none = ForecastSettings.NONE;
        return config.withForecasts(new ForecastSettings(true, none.risk(), Optional.empty(), false, none.values()))
                .withPrices(new PriceSettings(Optional.of(PriceSettings.BUILT_IN), "fail", Duration.ZERO));
    }

    /** Steps that call a model one after the other; what they use goes up and starts anew. */
    static void callModel(Api api, String model, int steps) {
        for (int i = 0; i < steps; i++) {
            String id = "call-" + model + "-" + i;
            api.post(
                            "/v1/reservations",
                            "{\"id\":\"" + id + "\",\"user\":\"cleo\",\"model\":\"" + model
                                    + "\",\"inputTokens\":100,\"maxOutputTokens\":1000}")
                    .expect(201);
            api.post("/v1/reservations/" + id + "/settle", "{\"used\":{\"tokens\":" + (150 + i % 50) + "}}")
                    .expect(200);
        }
    }

    private static void spend(Api api, String id, String user, String credits) {
        reserve(api, id, user, credits);
        api.post("/v1/reservations/" + id + "/settle", "{\"used\":{\"credits\":\"" + credits + "\"}}")
                .expect(200);
    }
}
