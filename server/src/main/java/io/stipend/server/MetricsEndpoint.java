package io.stipend.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.api.MetricsRoute;
import io.stipend.server.internal.api.Problems;
import io.stipend.server.internal.http.AccessLog;
import io.stipend.server.internal.http.Gateway;
import io.stipend.server.internal.http.JettyServer;
import io.stipend.server.internal.http.RequestMeters;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The {@code /metrics} of the service for a process that is none: for scrapers on this machine, without keys, and with nothing else beside it. It
 * answers from {@link #open} to {@link #close}. Thread safe.
 */
public final class MetricsEndpoint implements AutoCloseable {

    private final AccessLog noLog = new AccessLog(false);
    private final JettyServer http;

    private MetricsEndpoint(StipendConfig config, PrometheusMeterRegistry meters) {
        ServerSettings settings = config.server();
        KeyRing nobody = new KeyRing(config);
        http = new JettyServer(
                settings,
                Path.of(""),
                new Gateway(
                        List.of(MetricsRoute.of(meters)),
                        nobody,
                        new Sessions(nobody, settings.sessionLifetime(), InstantSource.system()),
                        Problems::of,
                        settings.maxInFlight(),
                        settings.requestTimeout(),
                        noLog,
                        // Scrapes are not among the figures that are scraped.
                        new RequestMeters(new SimpleMeterRegistry())));
    }

    /**
     * Listens on 127.0.0.1 from now on.
     *
     * @param port 0 for any that is free
     * @throws InvalidRequestException when it cannot be listened on
     */
    public static MetricsEndpoint open(int port, PrometheusMeterRegistry meters) {
        StipendConfig config = ConfigSource.of(Map.of())
                .withOption("metrics", "store.type", "memory")
                .withOption("metrics", "server.host", "127.0.0.1")
                .withOption("metrics", "server.port", Integer.toString(port))
                .withOption("metrics", "server.request-timeout", "2s")
                .withOption("metrics", "server.stop.timeout", "3s")
                .load();
        return new MetricsEndpoint(config, meters);
    }

    /** What to scrape. */
    public URI address() {
        return http.address().resolve("/metrics");
    }

    /** Answers no more; a scrape that is under way is answered if that takes no longer than three seconds. */
    @Override
    public void close() {
        http.close();
        noLog.close();
    }
}
