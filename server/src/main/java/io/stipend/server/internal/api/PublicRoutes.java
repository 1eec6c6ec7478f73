package io.stipend.server.internal.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.background.Health;
import io.stipend.deploy.Deployment;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.ClassPathFiles;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonGenerator;

/** What is for balancers, scrapers and people: health, figures, the contract and its page. */
public final class PublicRoutes {

    /** The page's parts that are of Swagger UI, by their names, with their types. */
    private static final Map<String, String> PARTS = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8");

    private final Deployment deployment;
    private final PrometheusMeterRegistry meters;
    private final BooleanSupplier stopping;

    /**
     * The routes.
     *
     * @param stopping whether requests should go elsewhere, although they are still answered
     */
    public PublicRoutes(Deployment deployment, PrometheusMeterRegistry meters, BooleanSupplier stopping) {
        this.deployment = deployment;
        this.meters = meters;
        this.stopping = stopping;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/health/live", null, call -> health(deployment.health().live())),
                Route.get("/health/ready", null, this::ready),
                MetricsRoute.of(meters),
                Route.get("/openapi.yaml", null, call -> resource("openapi.yaml", "application/yaml")),
                Route.get("/docs", null, call -> page()),
                Route.get("/docs/start.js", null, call -> resource("docs.js", "text/javascript; charset=utf-8")),
                Route.get("/docs/{part}", null, PublicRoutes::part));
    }

    private Answer ready(Call call) {
        if (stopping.getAsBoolean()) {
            return Answer.json(503, json -> {
                json.writeStartObject();
                json.writeStringProperty("status", Health.Status.DOWN.name());
                json.writeArrayPropertyStart("components");
                component(json, "server", Health.Status.DOWN);
                json.writeEndArray();
                json.writeEndObject();
            });
        }
        return health(deployment.health().ready());
    }

    /** What is wrong with a component may name addresses, so it is not told to whoever asks. */
    private static Answer health(Health.Report report) {
        return Answer.json(report.ok() ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringProperty("status", report.status().name());
            json.writeArrayPropertyStart("components");
            report.components().forEach(each -> component(json, each.name(), each.status()));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void component(JsonGenerator json, String name, Health.Status status) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeStringProperty("status", status.name());
        json.writeEndObject();
    }

    private static Answer page() {
        return resource("docs.html", "text/html; charset=utf-8")
                .with(
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'");
    }

    private static Answer part(Call call) {
        String name = call.place("part", text -> text);
        String type = PARTS.get(name);
        if (type == null) {
            throw Problem.of(404, "NO_SUCH_PLACE", "the page has no such part")
                    .remedy("open /docs")
                    .exception();
        }
        return ClassPathFiles.ofWebJar("org.webjars", "swagger-ui", name, type).with("Cache-Control", "max-age=3600");
    }

    private static Answer resource(String name, String type) {
        return ClassPathFiles.required("io/stipend/server/" + name, type);
    }
}
