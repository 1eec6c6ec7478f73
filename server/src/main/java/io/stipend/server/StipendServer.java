package io.stipend.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Secrets;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.api.AccountRoutes;
import io.stipend.server.internal.api.Activity;
import io.stipend.server.internal.api.ChangeLog;
import io.stipend.server.internal.api.ForecastsRoute;
import io.stipend.server.internal.api.HoldReturns;
import io.stipend.server.internal.api.PoolRoutes;
import io.stipend.server.internal.api.Problems;
import io.stipend.server.internal.api.PublicRoutes;
import io.stipend.server.internal.api.RefusalLog;
import io.stipend.server.internal.api.ReservationRoutes;
import io.stipend.server.internal.api.StoreClock;
import io.stipend.server.internal.api.VerificationRoutes;
import io.stipend.server.internal.api.WaitingReserves;
import io.stipend.server.internal.dashboard.Dashboard;
import io.stipend.server.internal.http.AccessLog;
import io.stipend.server.internal.http.Gateway;
import io.stipend.server.internal.http.JettyServer;
import io.stipend.server.internal.http.RequestMeters;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.stream.EventStreams;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP service: a deployment as a configuration wants it, for agents in any language. It runs from {@link #start} to {@link #close}.
 *
 * <pre>{@code
 * try (StipendServer server = StipendServer.start(StipendConfig.load(Path.of("stipend.yaml"), System.getenv()))) {
 *     System.out.println(server.address());
 *     ...
 * }
 * }</pre>
 *
 * <p>What it answers is in {@code openapi.yaml}, which it also serves. Thread safe.
 */
public final class StipendServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StipendServer.class);

    private final Duration balancerDelay;
    private final KeyRing keys;
    private final EventStreams streams;
    private final Dashboard dashboard;
    private final Deployment deployment;
    private final VerificationRoutes verifications;
    private final WaitingReserves waiting;
    private final HoldReturns returns;
    private final AccessLog accessLog;
    private final List<Route> routes;
    private final JettyServer http;
    private volatile boolean stopping;

    private StipendServer(StipendConfig config) {
        ServerSettings settings = config.server();
        balancerDelay = settings.balancerDelay();
        keys = new KeyRing(config);
        requireKeysOrLoopback(settings.host(), keys.isOpen());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        streams = new EventStreams(
                settings.eventsKept(),
                settings.maxStreams(),
                caller -> keys.again(caller)
                        .filter(now -> now.may(ApiKey.Permission.READ))
                        .isPresent());
        deployment =
                Deployment.start(config, Extensions.none().withMeters(meters).withEvents(streams));
        verifications = new VerificationRoutes(deployment);
        waiting = new WaitingReserves(deployment);
        StoreClock clock = new StoreClock();
        returns = new HoldReturns(deployment.books(), clock);
        accessLog = new AccessLog(settings.accessLog());
        Sessions sessions = new Sessions(keys, settings.sessionLifetime(), InstantSource.system());
        Activity activity = new Activity();
        dashboard = new Dashboard(deployment, settings, keys, sessions, activity, verifications, clock);
        routes = routes(meters, new RefusalLog(settings.refusalsKept()), activity, config.forecasts(), clock);
        try {
            http = new JettyServer(
                    settings,
                    config.source()
                            .file()
                            .map(Path::toAbsolutePath)
                            .map(Path::getParent)
                            .orElse(Path.of("")),
                    new Gateway(
                            routes,
                            keys,
                            sessions,
                            Problems::of,
                            settings.maxInFlight(),
                            settings.requestTimeout(),
                            accessLog,
                            new RequestMeters(meters)));
        } catch (RuntimeException | Error e) {
            closeAllBehindHttp();
            throw e;
        }
    }

    /**
     * Starts it. Blocks until the store answers, or not in its time; then it listens.
     *
     * @throws InvalidRequestException when it cannot listen there, or must not without keys
     * @throws io.stipend.core.error.StipendException when the store cannot be opened; nothing stays open
     */
    public static StipendServer start(StipendConfig config) {
        return new StipendServer(config);
    }

    private List<Route> routes(
            PrometheusMeterRegistry meters,
            RefusalLog refusals,
            Activity activity,
            ForecastSettings forecasts,
            StoreClock clock) {
        List<Route> all = new ArrayList<>();
        all.addAll(new ReservationRoutes(deployment, refusals, activity, waiting, returns, clock).routes());
        ChangeLog changes = new ChangeLog();
        all.addAll(new AccountRoutes(deployment, changes, clock).routes());
        all.add(changes.route());
        all.add(refusals.route());
        all.add(streams.route());
        all.addAll(verifications.routes());
        all.add(new ForecastsRoute(deployment, forecasts).route());
        all.addAll(new PoolRoutes(deployment).routes());
        all.addAll(dashboard.routes());
        all.addAll(new PublicRoutes(deployment, meters, () -> stopping).routes());
        return List.copyOf(all);
    }

    private static void requireKeysOrLoopback(String host, boolean open) {
        try {
            if (open && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new InvalidRequestException("server.host is '" + host
                        + "', which others can reach, and there are no keys: whoever can reach it could use and change all"
                        + " budgets; add keys (`stipend key new` makes them), or listen on 127.0.0.1");
            }
        } catch (UnknownHostException e) {
            throw new InvalidRequestException(
                    "server.host is '" + host + "', which is no address of this machine; give one, such as 127.0.0.1");
        }
    }

    /** A new secret for a caller: it is nowhere but in this answer. */
    public static String newSecret() {
        return Secrets.create();
    }

    /** What the configuration has of a secret. */
    public static String sha256(String secret) {
        return Secrets.sha256Hex(secret);
    }

    /** Where it listens. */
    public URI address() {
        return http.address();
    }

    /** Whether whoever is on this machine may call, without a key. */
    public boolean isOpen() {
        return keys.isOpen();
    }

    /** What it serves. */
    public Deployment deployment() {
        return deployment;
    }

    /** How many clients listen to events. */
    int streamClients() {
        return streams.clients();
    }

    /** How many browsers are shown the dashboard's overview. */
    int dashboardClients() {
        return dashboard.streamClients();
    }

    /** All routes, for a test to compare with the contract. */
    List<Route> routes() {
        return routes;
    }

    /**
     * Stops, in this order: it says that it is not ready, and goes on for as long as a balancer needs to notice; streams of events end; new
     * requests are refused, and those that are at work end; then as {@link Deployment#close} does. Again, it does nothing.
     */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        boolean interrupted = false;
        try {
            Thread.sleep(balancerDelay.toMillis());
        } catch (InterruptedException e) {
            log.info("does not wait for the balancer: the thread that stops it is interrupted");
            interrupted = true;
        }
        streams.end();
        waiting.close();
        dashboard.end();
        try {
            http.close();
        } finally {
            closeAllBehindHttp();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("try") // all are only to be closed
    private void closeAllBehindHttp() {
        try (deployment;
                waiting;
                returns;
                verifications;
                dashboard;
                accessLog) {}
    }
}
