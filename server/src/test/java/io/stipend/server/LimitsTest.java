package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.ConfigSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that is slow, large, or not one at all keeps nobody else waiting, and is told so where it can be. */
final class LimitsTest {

    private StipendServer server;

    private Api start(String... settings) {
        ConfigSource source = ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            source = source.withOption("test", settings[i], settings[i + 1]);
        }
        server = StipendServer.start(source.load());
        return new Api(server.address(), "", Map.of());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String post(String headers, String body) {
        return "POST /v1/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "\r\n" + body;
    }

    @Test
    void aHeadThatTricklesInEndsItsConnection() throws IOException, InterruptedException {
        Api api = start("server.request-timeout", "200ms");
        try (RawClient slow = new RawClient(server.address())) {
            slow.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n");
            Thread trickle = new Thread(() -> {
                try {
                    while (!Thread.interrupted()) {
                        slow.send("x: y\r\n");
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException cutOff) {
                    // As it should be.
                }
            });
            trickle.start();
            assertThat(endOf(slow)).doesNotContain("200 OK");
            trickle.interrupt();
            trickle.join();
        }
        api.get("/health/live").expect(200);
    }

    /** What came before the connection ended, in whichever way. */
    private static String endOf(RawClient client) {
        try {
            return client.readAll();
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void halfABodyIsToldThatItIsLate() throws IOException {
        start("server.request-timeout", "200ms");
        try (RawClient slow = new RawClient(server.address())) {
            slow.send(post("Content-Length: 100\r\n", "{\"user\":"));
            assertThat(slow.readAll()).contains("408").contains("REQUEST_TOO_SLOW");
        }
    }

    @Test
    void halfBodiesTakeNobodysPlace() throws IOException {
        Api api = start("server.request-timeout", "30s", "server.max-in-flight", "2");
        List<RawClient> halves = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            halves.add(new RawClient(server.address()).send(post("Content-Length: 100\r\n", "{\"user\":")));
        }
        api.post("/v1/reservations", "{\"user\":\"a\"}").expect(201);
        for (RawClient half : halves) {
            half.close();
        }
    }

    /**
     * With {@code -Dstipend.server.connections=10000} as many as that. The service is a process of its own, so that each needs open files for
     * its own ends alone.
     */
    @Test
    void idleConnectionsKeepNobodyWaiting() throws IOException {
        int connections = Integer.getInteger("stipend.server.connections", 500);
        int streams = Math.min(1_000, connections / 10);
        List<RawClient> idle = new ArrayList<>();
        try (ServerProcess process = ServerProcess.startOnMemory(
                "server.max-connections",
                Integer.toString(2 * connections),
                "server.request-timeout",
                "10m",
                "server.idle-timeout",
                "1h")) {
            for (int i = 0; i < connections; i++) {
                RawClient client = new RawClient(process.address());
                idle.add(client);
                client.send(i < streams ? "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n" : "GET /health");
            }
            for (RawClient client : idle.subList(0, streams)) {
                assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
            }
            new Api(process.address(), "", Map.of())
                    .post("/v1/reservations", "{\"user\":\"a\"}")
                    .expect(201);
            for (RawClient client : idle.subList(0, streams)) {
                assertThat(client.readUntil("resource.reserved")).endsWith("resource.reserved");
            }
            RawClient last = idle.get(connections - 1).send("/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(last.readUntil("\r\n")).startsWith("HTTP/1.1 200");
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void aHugeBodyIsNotReadToItsEnd() throws IOException {
        start();
        try (RawClient huge = new RawClient(server.address())) {
            huge.send(post("Content-Length: 1000000000\r\n", "{"));
            assertThat(huge.readUntil("BODY_TOO_LARGE")).contains("413").endsWith("BODY_TOO_LARGE");
        }
        try (RawClient huge = new RawClient(server.address())) {
            huge.send(post("Transfer-Encoding: chunked\r\n", "11000\r\n" + " ".repeat(0x11000)));
            assertThat(huge.readUntil("BODY_TOO_LARGE")).contains("413").endsWith("BODY_TOO_LARGE");
        }
    }

    @Test
    void whatIsNoHttpIsToldSo() throws IOException {
        Api api = start();
        String[] nonsense = {
            "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "zz\r\n"),
            post("Transfer-Encoding: chunked\r\n", "zz\r\n"),
        };
        for (String each : nonsense) {
            try (RawClient client = new RawClient(server.address())) {
                client.send(each);
                assertThat(endOf(client))
                        .as(each)
                        .doesNotContain("HTTP/1.1 2")
                        .doesNotContain("HTTP/1.1 500")
                        .doesNotContain("Exception");
            }
        }
        api.get("/health/live").expect(200);
    }

    @Test
    void anAnswerBeforeTheBodyIsReadSaysThatItEndsTheConnection() throws IOException {
        start();
        for (String place : List.of("/v1/accounts/%00/grant", "/v1/nowhere", "/v1/reservations?limit=%FF")) {
            try (RawClient client = new RawClient(server.address())) {
                client.send("POST " + place + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\n\r\n");
                assertThat(client.readAll()).as(place).contains("HTTP/1.1 4").contains("Connection: close");
            }
        }
    }

    @Test
    void headersHaveALimit() throws IOException {
        start();
        try (RawClient flood = new RawClient(server.address())) {
            flood.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
                    + ("x: " + "y".repeat(500) + "\r\n").repeat(30) + "\r\n");
            assertThat(flood.readUntil("HEADERS_TOO_LARGE")).contains("431").endsWith("HEADERS_TOO_LARGE");
        }
    }

    @Test
    void aKeyMakesAsManyRequestsAsItMay() {
        String secret = StipendServer.newSecret();
        Api api = start(
                "server.keys.slow.sha256",
                StipendServer.sha256(secret),
                "server.keys.slow.may",
                "use",
                "server.keys.slow.requests-per-second",
                "1");
        Api slow = new Api(api.address(), secret, Map.of());

        slow.get("/v1/reservations").expect(200);
        Api.Reply refused = slow.get("/v1/reservations").expect(429, "TOO_MANY_REQUESTS");

        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void aNameThatOnlyLeadsToThisMachineIsNotLetIn() throws IOException {
        start();
        try (RawClient rebound = new RawClient(server.address())) {
            rebound.send("GET /v1/accounts HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(rebound.readAll()).contains("403").contains("NOT_LOCAL");
        }
    }
}
