package io.stipend.cli.replay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.server.MetricsEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a replay, for Prometheus to scrape from this machine alone, until it is closed; or none. A scrape asks the
 * store how many reservations are open and how much waits. It takes a second for each that the store does not tell. Thread
 * safe.
 */
final class MetricsServer implements AutoCloseable {

    private final Optional<MeterRegistry> registry;
    private final Duration linger;
    private final @Nullable MetricsEndpoint endpoint;
    private final CountDownLatch lastScrape = new CountDownLatch(1);

    /** Whether a scrape that begins now shows all there will be. */
    private volatile boolean complete;

    private MetricsServer() {
        this.registry = Optional.empty();
        this.linger = Duration.ZERO;
        this.endpoint = null;
    }

    private MetricsServer(int port, Duration linger) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.registry = Optional.of(meters);
        this.linger = linger;
        meters.getPrometheusRegistry().register((MultiCollector) this::noteScrape);
        this.endpoint = MetricsEndpoint.open(port, meters);
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
     * @throws ReplayException when the port cannot be had
     */
    static MetricsServer open(int port, Duration linger) {
        try {
            return new MetricsServer(port, linger);
        } catch (InvalidRequestException e) {
            throw new ReplayException(
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
        return endpoint == null ? "" : endpoint.address().toString();
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
     * that; one under way is, if it takes no longer than three seconds.
     */
    void linger() throws InterruptedException {
        var unused = lastScrape.await(linger.toMillis(), TimeUnit.MILLISECONDS);
        close();
    }

    /** Waits no longer. */
    void hurry() {
        lastScrape.countDown();
    }

    @Override
    public void close() {
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
