package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.YES_OR_NO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.deploy.settings.CheckedSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the HTTP service listens, whom it lets in, and how much it takes at once. Immutable; its text shows no secret, for it has
 * none.
 */
public final class ServerSettings {

    private static final int MAX_PORT = 65_535;

    private static final Key<String> HOST = Key.of(
            "server.host",
            TEXT,
            "127.0.0.1",
            "The address to listen on. Without keys, it must be of this machine alone.");
    private static final Key<Integer> PORT =
            Key.of("server.port", wholeNumber(0, MAX_PORT), 7070, "The port to listen on; 0 for any that is free.");
    private static final Key<Path> CERTIFICATES = Key.optional(
            "server.tls.certificates",
            ValueTypes.FILE,
            "A PEM file with the certificate of the service and those above it; with it, only TLS is spoken.");
    private static final Key<Path> PRIVATE_KEY =
            Key.optional("server.tls.key", ValueTypes.FILE, "A PEM file with the certificate's private key (PKCS #8).");
    private static final Key<Integer> IN_FLIGHT = Key.of(
            "server.max-in-flight",
            wholeNumber(1, 10_000),
            256,
            "The most requests at work at once; more are answered 503 at once.");
    private static final Key<Integer> CONNECTIONS = Key.of(
            "server.max-connections",
            wholeNumber(1, 1_000_000),
            4_096,
            "The most connections; more wait until others are closed.");
    private static final Key<Duration> REQUEST_TIMEOUT = Key.of(
            "server.request-timeout",
            duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Duration.ofSeconds(10),
            "How long a request may take to arrive, from its first byte to its last.");
    private static final Key<Duration> IDLE_TIMEOUT = Key.of(
            "server.idle-timeout",
            duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            Duration.ofSeconds(60),
            "After how long without a byte a connection is closed.");
    private static final Key<Duration> BALANCER_DELAY = Key.of(
            "server.stop.balancer-delay",
            duration(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ZERO,
            "How long the service goes on after it has said that it is not ready, for a load balancer to notice.");
    private static final Key<Duration> STOP_TIMEOUT = Key.of(
            "server.stop.timeout",
            duration(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofSeconds(20),
            "How long requests that are at work may take to end when the service stops.");
    private static final Key<Integer> STREAMS = Key.of(
            "server.events.max-clients",
            wholeNumber(0, 100_000),
            1_000,
            "The most clients that events are streamed to; 0 for none, which also saves keeping events.");
    private static final Key<Integer> EVENTS_KEPT = Key.of(
            "server.events.kept",
            wholeNumber(1, 1_000_000),
            4_096,
            "How many events are kept for clients that come back, and how far behind a client may be.");
    private static final Key<Integer> REFUSALS_KEPT = Key.of(
            "server.refusals-kept", wholeNumber(0, 1_000_000), 1_024, "How many of the latest refusals are kept.");
    private static final Key<Duration> SESSION_LIFETIME = Key.of(
            "server.session-lifetime",
            duration(Duration.ofSeconds(1), Duration.ofDays(30)),
            Duration.ofHours(8),
            "After how long whoever has opened the dashboard with a key must show it again.");
    private static final Key<Boolean> ACCESS_LOG =
            Key.of("server.access-log", YES_OR_NO, false, "Whether each answer is a line of JSON in the log.");
    private static final Key<Duration> CHECK_INTERVAL = Key.of(
            "server.check-interval",
            duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(1),
            "How often at most requests look whether the file with the keys has changed; 0 for each of them.");

    private static final List<Key<?>> SCALARS = List.of(
            HOST,
            PORT,
            CERTIFICATES,
            PRIVATE_KEY,
            IN_FLIGHT,
            CONNECTIONS,
            REQUEST_TIMEOUT,
            IDLE_TIMEOUT,
            BALANCER_DELAY,
            STOP_TIMEOUT,
            STREAMS,
            EVENTS_KEPT,
            REFUSALS_KEPT,
            SESSION_LIFETIME,
            ACCESS_LOG,
            CHECK_INTERVAL);

    /** It listens on this machine alone, and needs no keys. */
    public static final ServerSettings DEFAULT = new ServerSettings(Values.defaults(SCALARS), List.of());

    private final Values values;
    private final List<ApiKey> apiKeys;

    private ServerSettings(Values values, List<ApiKey> apiKeys) {
        this.values = values;
        this.apiKeys = List.copyOf(apiKeys);
    }

    /** All keys of the section. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(SCALARS);
        keys.addAll(ApiKey.KEYS);
        return keys;
    }

    /** What a configuration says. */
    public static ServerSettings read(CheckedSettings reading) {
        boolean certificates = reading.settings().has(CERTIFICATES);
        if (certificates != reading.settings().has(PRIVATE_KEY)) {
            reading.refuse(
                    (certificates ? CERTIFICATES : PRIVATE_KEY).path(),
                    "is given without " + (certificates ? PRIVATE_KEY : CERTIFICATES).path()
                            + "; give both, or neither");
        }
        List<ApiKey> apiKeys = new ArrayList<>();
        for (String name : reading.settings().names(ApiKey.SECTION)) {
            ApiKey.read(reading, name).ifPresent(apiKeys::add);
        }
        return new ServerSettings(reading.settings().values(KeyPath.ROOT, SCALARS), apiKeys);
    }

    /** The address to listen on. */
    public String host() {
        return values.get(HOST);
    }

    /** The port to listen on; 0 for any that is free. */
    public int port() {
        return values.get(PORT);
    }

    /** Where the certificates are; without, no TLS is spoken. */
    public Optional<Path> certificates() {
        return values.find(CERTIFICATES);
    }

    /** Where the private key is; there if the certificates are. */
    public Optional<Path> privateKey() {
        return values.find(PRIVATE_KEY);
    }

    /** The most requests at work at once. */
    public int maxInFlight() {
        return values.get(IN_FLIGHT);
    }

    /** The most connections. */
    public int maxConnections() {
        return values.get(CONNECTIONS);
    }

    /** How long a request may take to arrive. */
    public Duration requestTimeout() {
        return values.get(REQUEST_TIMEOUT);
    }

    /** After how long without a byte a connection is closed. */
    public Duration idleTimeout() {
        return values.get(IDLE_TIMEOUT);
    }

    /** How long to go on after not being ready any more. */
    public Duration balancerDelay() {
        return values.get(BALANCER_DELAY);
    }

    /** How long requests may take to end when it stops. */
    public Duration stopTimeout() {
        return values.get(STOP_TIMEOUT);
    }

    /** The most clients that events are streamed to. */
    public int maxStreams() {
        return values.get(STREAMS);
    }

    /** How many events are kept. */
    public int eventsKept() {
        return values.get(EVENTS_KEPT);
    }

    /** How many refusals are kept. */
    public int refusalsKept() {
        return values.get(REFUSALS_KEPT);
    }

    /** How long a session of the dashboard lasts. */
    public Duration sessionLifetime() {
        return values.get(SESSION_LIFETIME);
    }

    /** Whether each answer is logged. */
    public boolean accessLog() {
        return values.get(ACCESS_LOG);
    }

    /** How often at most to look whether files have changed. */
    public Duration checkInterval() {
        return values.get(CHECK_INTERVAL);
    }

    /** Who may call, in the order of the file; without any, whoever is on this machine may. */
    public List<ApiKey> apiKeys() {
        return apiKeys;
    }

    /** The same at another address. */
    public ServerSettings at(String host, int port) {
        return new ServerSettings(values.with(HOST, host).with(PORT, port), apiKeys);
    }

    /** The same with sessions that last so long. */
    public ServerSettings withSessionLifetime(Duration lifetime) {
        return new ServerSettings(values.with(SESSION_LIFETIME, lifetime), apiKeys);
    }

    /** The same with other callers. */
    public ServerSettings withApiKeys(ApiKey... others) {
        return new ServerSettings(values, List.of(others));
    }

    @Override
    public String toString() {
        return values + ", keys " + apiKeys;
    }
}
