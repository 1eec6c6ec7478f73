package io.stipend.cli.replay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a replay, for Prometheus to scrape from this machine alone, until it is closed; or none. A scrape asks the
 * store how many reservations are open and how much waits. It takes a second for each that the store does not tell. Thread
 * safe.
 */
final class MetricsServer implements AutoCloseable {

    private static final byte[] LOCAL = {127, 0, 0, 1};
    private static final int NOT_FOUND = 404;
    private static final long CLOSE_SECONDS = 1;

    private static final int THREADS = 8;

    static {
        // The JDK's server waits for ever for the rest of a request, and for a client to take its answer. It reads
        // these once.
        limitSeconds("sun.net.httpserver.maxReqTime", 2);
        limitSeconds("sun.net.httpserver.maxRspTime", 10);
    }

    /** A client that sends half a request has one of the threads until its time is over, and keeps nobody else waiting. */
    private final ExecutorService requests = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "stipend-metrics");
        thread.setDaemon(true);
        return thread;
    });

    private final Optional<MeterRegistry> registry;
    private final Duration linger;
    private final @Nullable HTTPServer server;
    private final CountDownLatch lastScrape = new CountDownLatch(1);

    /** Whether a scrape that begins now shows all there will be. */
    private volatile boolean complete;

    private MetricsServer() {
        this.registry = Optional.empty();
        this.linger = Duration.ZERO;
        this.server = null;
    }

    private MetricsServer(int port, Duration linger) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.registry = Optional.of(meters);
        this.linger = linger;
        meters.getPrometheusRegistry().register((MultiCollector) this::noteScrape);
        this.server = HTTPServer.builder()
                .inetAddress(InetAddress.getByAddress(LOCAL))
                .port(port)
                .registry(meters.getPrometheusRegistry())
                .executorService(requests)
                .registerHealthHandler(false)
                .defaultHandler(exchange -> {
                    exchange.sendResponseHeaders(NOT_FOUND, -1);
                    exchange.close();
                })
                .buildAndStart();
    }

    private static void limitSeconds(String property, int seconds) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(seconds));
        }
    }

    /** Serves nothing, and counts nothing. */
    static MetricsServer none() {
        return new MetricsServer();
    }

    /**
     * Serves from now on.
     *
     * @param port 0 for any that is free
     * @param linger how long {@link #linger} waits at most
     * @throws UncheckedIOException when the port cannot be had
     */
    static MetricsServer open(int port, Duration linger) {
        try {
            return new MetricsServer(port, linger);
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
        return server == null ? "" : "http://127.0.0.1:" + server.getPort() + "/metrics";
    }

    private MetricSnapshots noteScrape() {
        if (complete) {
            lastScrape.countDown();
        }
        return new MetricSnapshots();
    }

    /** Nothing more will be counted. */
    void complete() {
        complete = true;
    }

    /**
     * Waits for a scrape that began after it was complete, for as long as was asked for at most. No scrape is answered after
     * that; one under way is, if it takes no longer than a second.
     */
    void linger() throws InterruptedException {
        var unused = lastScrape.await(linger.toMillis(), TimeUnit.MILLISECONDS);
        requests.shutdown();
        unused = requests.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits no longer. */
    void hurry() {
        lastScrape.countDown();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
