package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever is sent to whichever route, the service answers as the contract says, never with a defect, and the books stay right. */
final class FuzzTest {

    private static final int REQUESTS_PER_ROUTE = 60;

    /** Another each time; a failure names it, and {@code -Dstipend.fuzz.seed} runs it again. */
    private static final long SEED = Long.getLong("stipend.fuzz.seed", System.nanoTime());

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noRequestMeetsADefectAndTheBooksAreRightAfterwards() {
        for (Contract.Operation operation : Contract.INSTANCE.operations()) {
            if (!operation.template().matches("/v1/events|/v1/overview/stream|/docs.*|/|/dashboard.*")) {
                fuzz(operation);
            }
        }
        server.all().post("/v1/verifications", "{\"id\":\"fuzz\"}").expect(202);
        await().until(() ->
                server.all().get("/v1/verifications/fuzz").at("/state").equals("DONE"));
        assertThat(server.all()
                        .get("/v1/verifications/fuzz")
                        .json()
                        .get("findings")
                        .toString())
                .isEqualTo("[]");
    }

    private static void fuzz(Contract.Operation operation) {
        Random random = new Random(SEED + operation.template().hashCode());
        RandomBodies bodies = new RandomBodies(random);
        server.all().post("/v1/reservations", "{\"id\":\"r-1\",\"user\":\"ana\",\"step\":\"s-1\"}");
        for (int i = 0; i < REQUESTS_PER_ROUTE; i++) {
            Map<String, String> places = new HashMap<>();
            for (String[] place : new String[][] {
                {"id", "r-1"}, {"step", "s-1"}, {"account", "user:ana"}, {"name", "gpus"}, {"part", "x"}
            }) {
                places.put(place[0], encoded(random.nextInt(3) > 0 ? place[1] : bodies.text()));
            }
            String path = Contract.filled(operation.template(), places);
            if (random.nextInt(4) == 0) {
                path += "?" + encoded(random.nextBoolean() ? "limit" : bodies.text()) + "=" + encoded(bodies.text());
            }
            String body = operation.body().map(bodies::body).orElse(operation.changes() ? "{}" : null);
            Api.Reply reply = server.all().send(operation.method(), path, body);
            assertThat(reply.status())
                    .as("seed " + SEED + ": " + path + " " + body + " -> " + reply.body())
                    .isNotEqualTo(500);
            assertThat(reply.body())
                    .as(path + " " + body)
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
        }
    }

    private static String encoded(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.equals(".") || encoded.isEmpty() ? "%20" : encoded.replace("..", "%2E%2E");
    }
}
