package io.stipend.server;

import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.deploy.sections.ServerSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Calls a service of its own, so that Java has loaded what a service needs, and has compiled the path of a call, before the first caller
 * comes. That service keeps books in this process, which nobody else reaches and which end with it; no other store is touched. It needs the
 * memory store on the class path.
 */
public final class WarmUp {

    /** How long a service warms up before it is ready: what Java has not compiled by then, its first callers wait for. */
    public static final Duration USUAL = Duration.ofMillis(200);

    private static final int CALLERS = 4;

    private static final String RESERVATIONS = "/v1/reservations";

    /** What people and scrapers look at. */
    private static final List<String> PLACES = List.of(
            RESERVATIONS,
            "/v1/accounts",
            "/v1/accounts/user:ana",
            "/health/ready",
            "/metrics",
            "/openapi.yaml",
            "/docs");

    private final URI address;
    private final String secret;

    private WarmUp(URI address, String secret) {
        this.address = address;
        this.secret = secret;
    }

    /**
     * Looks at everything once, and then takes steps from reserve to settle until the time is over. Blocks that long, and for the start and the
     * end of the service that it calls.
     *
     * @throws IllegalStateException when an answer is not the one that is expected
     * @throws UncheckedIOException when there is no answer
     */
    public static void run(Duration atMost) {
        long beganNanos = System.nanoTime();
        String secret = StipendServer.newSecret();
        try (StipendServer server = StipendServer.start(config(secret))) {
            WarmUp warmUp = new WarmUp(server.address(), secret);
            warmUp.lookAtEverything();
            warmUp.takeStepsUntil(beganNanos + atMost.toNanos());
        }
    }

    private static StipendConfig config(String secret) {
        ApiKey key = new ApiKey(
                "warm-up",
                StipendServer.sha256(secret),
                "default",
                EnumSet.allOf(Permission.class),
                OptionalInt.empty());
        return ConfigSource.of(Map.of())
                .withOption("warm-up", "store.type", "memory")
                .load()
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(key));
    }

    private void lookAtEverything() {
        try (PlainConnection connection = new PlainConnection(address, secret)) {
            takeStep(connection, "first");
            post(connection, RESERVATIONS, 400, "{\"usr\":\"ana\"}");
            for (String place : PLACES) {
                connection.expect(200, "GET", place, "");
            }
        }
    }

    private void takeStepsUntil(long endNanos) {
        List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> takeSteps(caller, endNanos), task -> new Thread(task, "stipend-warm-up").start()))
                .toList();
        try {
            callers.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException ours ? ours : e;
        }
    }

    private void takeSteps(int caller, long endNanos) {
        try (PlainConnection connection = new PlainConnection(address, secret)) {
            for (int step = 0; System.nanoTime() < endNanos; step++) {
                takeStep(connection, caller + "-" + step);
            }
        }
    }

    private static void takeStep(PlainConnection connection, String id) {
        String place = RESERVATIONS + '/' + id;
        post(
                connection,
                RESERVATIONS,
                201,
                "{\"id\":\"" + id + "\",\"user\":\"ana\",\"constraints\":{\"credits\":\"0.0025\",\"tokens\":4000}}");
        post(connection, place + "/usage", 200, "{\"used\":{\"credits\":\"0.0001\",\"tokens\":150}}");
        post(connection, place + "/extend", 200, "{\"more\":{\"credits\":\"0.001\"}}");
        post(connection, place + "/settle", 200, "{\"used\":{\"credits\":\"0.0002\",\"tokens\":300}}");
        post(connection, RESERVATIONS, 402, "{\"user\":\"ana\",\"constraints\":{\"credits\":\"20000\"}}");
    }

    private static void post(PlainConnection connection, String place, int status, String body) {
        connection.expect(status, "POST", place, body);
    }
}
