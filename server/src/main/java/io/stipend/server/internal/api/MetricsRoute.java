package io.stipend.server.internal.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The figures of the process, for Prometheus. */
public final class MetricsRoute {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private MetricsRoute() {}

    /** The route that tells them. */
    public static Route of(PrometheusMeterRegistry meters) {
        return Route.get(
                "/metrics",
                Permission.METRICS,
                call -> new Answer(200, CONTENT_TYPE, meters.scrape().getBytes(StandardCharsets.UTF_8), Map.of()));
    }
}
