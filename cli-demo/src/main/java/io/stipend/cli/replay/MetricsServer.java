package io.stipend.cli.replay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A registry that Prometheus can scrape, on this machine alone, until it is closed; or none. A scrape asks the store how
 * many reservations are open and how much waits, and takes a second for each that it does not tell. Thread safe.
 */
final class MetricsServer implements AutoCloseable {

    private static final String PATH = "/metrics";
    private static final byte[] LOCAL = {127, 0, 0, 1};
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final @Nullable HttpServer server;
    private final Optional<MeterRegistry> registry;
    private final Duration linger;
    private final CountDownLatch lastScrape = new CountDownLatch(1);

    /** Whether a scrape that begins now shows all there will be. */
    private volatile boolean complete;

    private MetricsServer(@Nullable HttpServer server, Optional<MeterRegistry> registry, Duration linger) {
        this.server = server;
        this.registry = registry;
        this.linger = linger;
    }

    /** Serves nothing, and counts nothing. */
    static MetricsServer none() {
        return new MetricsServer(null, Optional.empty(), Duration.ZERO);
    }

    /**
     * Serves from now on.
     *
     * @param port 0 for any that is free
     * @param linger how long {@link #linger} waits at most
     * @throws UncheckedIOException when the port cannot be had
     */
    static MetricsServer open(int port, Duration linger) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCAL), port), 0);
            MetricsServer metrics = new MetricsServer(server, Optional.of(registry), linger);
            server.createContext("/", exchange -> metrics.serve(exchange, registry));
            server.start();
            return metrics;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot serve metrics on port " + port + " of 127.0.0.1; give another --metrics-port, or 0 for any",
                    e);
        }
    }

    /** Where numbers go; empty if they are not counted. */
    Optional<MeterRegistry> registry() {
        return registry;
    }

    /** What to scrape. */
    String address() {
        return server == null ? "" : "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    private void serve(HttpExchange exchange, PrometheusMeterRegistry registry) throws IOException {
        boolean isLast = complete;
        boolean isKnown = exchange.getRequestURI().getPath().equals(PATH);
        boolean isGet = exchange.getRequestMethod().equals("GET");
        try (exchange) {
            if (!isKnown) {
                answer(exchange, 404, "there is only " + PATH + "\n");
            } else if (!isGet) {
                answer(exchange, 405, "only GET\n");
            } else {
                answer(exchange, 200, registry.scrape());
            }
        } finally {
            if (isLast && isKnown && isGet) {
                lastScrape.countDown();
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", TEXT_FORMAT);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Nothing more will be counted. */
    void complete() {
        complete = true;
    }

    /** Waits for one scrape since it was complete, for as long as was asked for at most. */
    void linger() throws InterruptedException {
        var unused = lastScrape.await(linger.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits no longer. */
    void hurry() {
        lastScrape.countDown();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
