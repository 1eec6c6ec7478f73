package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.stipend.deploy.ConfigSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events as a client gets them: its tenant's, in order, again after a break; who does not read keeps nobody waiting. */
final class EventsTest {

    private TestServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RawClient listen(Api api, String query, String headers) throws IOException {
        RawClient client = new RawClient(api.address());
        client.send("GET /v1/events" + query + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.secret()
                + "\r\n" + headers + "\r\n");
        String head = client.readUntil("retry: 1000\n\n");
        assertThat(head).contains("HTTP/1.1 200").contains("text/event-stream");
        return client;
    }

    /** The next event: its id, its type and its data. */
    private static String[] next(RawClient client) throws IOException {
        client.readUntil("id: ");
        String id = client.readUntil("\n").strip();
        client.readUntil("event: ");
        String type = client.readUntil("\n").strip();
        client.readUntil("data: ");
        return new String[] {id, type, client.readUntil("\n\n").strip()};
    }

    @Test
    void whatHappensInATenantComesInOrderAndGoesOnAfterABreak() throws IOException {
        server = TestServer.start();
        Api api = server.all();
        String lastId;
        try (RawClient client = listen(api, "", "");
                RawClient foreign = listen(server.foreign(), "?type=resource.released", "")) {
            Api.Reply held = api.with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .post("/v1/reservations", "{\"id\":\"e-1\",\"user\":\"eve\",\"constraints\":{\"credits\":\"0.5\"}}")
                    .expect(201);
            server.foreign()
                    .post("/v1/reservations", "{\"id\":\"f-1\",\"user\":\"fay\"}")
                    .expect(201);
            api.post("/v1/reservations/e-1/settle", "{\"used\":{\"credits\":\"0.25\"}}")
                    .expect(200);
            server.foreign().post("/v1/reservations/f-1/release", "{}").expect(200);

            String[] terms = next(client);
            assertThat(terms[1]).isEqualTo("account.changed");
            String[] reserved = next(client);
            assertThat(reserved[1]).isEqualTo("resource.reserved");
            JsonNode event = JsonMapper.shared().readTree(reserved[2]);
            assertThat(event.at("/id").asString()).isEqualTo(reserved[0]);
            assertThat(event.at("/data/reservationId").asString()).isEqualTo("e-1");
            assertThat(event.at("/data/attributes/stipend.traceId").asString())
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(event.at("/traceparent").asString())
                    .isEqualTo(held.headers().firstValue("traceparent").orElseThrow());
            lastId = reserved[0];
            String[] completed = next(client);
            assertThat(completed[1]).isEqualTo("resource.completed");
            assertThat(next(foreign)[2]).contains("f-1").doesNotContain("e-1");
        }
        try (RawClient again = listen(api, "", "Last-Event-ID: " + lastId + "\r\n")) {
            assertThat(next(again)[1]).isEqualTo("resource.completed");
        }
        try (RawClient lost = listen(api, "", "Last-Event-ID: nobody-knows\r\n")) {
            assertThat(lost.readUntil("event: gap\n")).endsWith("event: gap\n");
            assertThat(next(lost)[1]).isEqualTo("account.changed");
        }
        await().until(() -> server.server().streamClients() == 0 || touch());
    }

    /** The service publishes it, to the log here, and hands it to no tenant. */
    @Test
    void howGoodForecastsAreIsNotStreamed() throws IOException {
        StipendServer forecasting = StipendServer.start(ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "events.type", "log")
                .withOption("test", "server.port", "0")
                .withOption("test", "prices.file", "built-in")
                .withOption("test", "prices.unknown-models", "skip")
                .withOption("test", "forecasts.enabled", "true")
                .withOption("test", "forecasts.report-interval", "1s")
                .load());
        Api api = new Api(forecasting.address(), "", Map.of());
        try (forecasting;
                LoggedEvents logged = new LoggedEvents("forecast.calibration");
                RawClient client = listen(api, "", "")) {
            DashboardScene.callModel(api, "gpt-4o", 110);
            await().until(() -> {
                DashboardScene.callModel(api, "gpt-4o-mini-" + UUID.randomUUID(), 1);
                return logged.isFound;
            });
            api.post("/v1/reservations", "{\"id\":\"the-last\",\"user\":\"eve\"}")
                    .expect(201);

            assertThat(client.readUntil("the-last"))
                    .endsWith("the-last")
                    .contains("resource.completed")
                    .doesNotContain("forecast.calibration");
        }
    }

    /** Waits for a text among the events that are logged. */
    private static final class LoggedEvents extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger events = (Logger) LoggerFactory.getLogger("io.stipend.events");
        private final Level before = events.getLevel();
        private final String text;
        volatile boolean isFound;

        LoggedEvents(String text) {
            this.text = text;
            start();
            events.setLevel(Level.INFO);
            events.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains(text)) {
                isFound = true;
            }
        }

        @Override
        public void close() {
            events.detachAppender(this);
            events.setLevel(before);
        }
    }

    @Test
    void whatIsOfAllTenantsIsNoTypeToListenTo() {
        server = TestServer.start();
        assertThat(server.all()
                        .get("/v1/events?type=forecast.calibration")
                        .expect(400)
                        .at("/detail"))
                .contains("forecast.calibration")
                .contains("account.forecast");
    }

    /** Makes events, by which clients that are gone are noticed. */
    private boolean touch() {
        for (Api api : new Api[] {server.all(), server.foreign()}) {
            String id = api.post("/v1/reservations", "{\"user\":\"eve\"}")
                    .expect(201)
                    .at("/id");
            api.post("/v1/reservations/" + id + "/release", "").expect(200);
        }
        return false;
    }

    private static StipendServer keeping(int events) {
        return StipendServer.start(ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0")
                .withOption("test", "server.events.kept", Integer.toString(events))
                .load());
    }

    /** Far more events that it does not want come in between than are kept, though never so many before they can be looked at. */
    @Test
    void whoWantsFewEventsMissesNoneOfThem() throws IOException {
        try (StipendServer small = keeping(20);
                RawClient client = listen(new Api(small.address(), "", Map.of()), "?type=resource.released", "");
                RawClient pace = listen(new Api(small.address(), "", Map.of()), "?type=resource.completed", "")) {
            Api api = new Api(small.address(), "", Map.of());
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 40; i++) {
                    String id = "few-" + round + "-" + i;
                    api.post("/v1/reservations", "{\"id\":\"" + id + "\",\"user\":\"eve\"}")
                            .expect(201);
                    String verb = i == 39 ? "release" : "settle";
                    api.post("/v1/reservations/" + id + "/" + verb, "{}").expect(200);
                    if (i < 39) {
                        assertThat(next(pace)[2]).contains(id);
                    }
                }
                String released = client.readUntil("\n\n");
                assertThat(released).contains("event: resource.released").contains("few-" + round + "-39");
            }
        }
    }

    @Test
    void whoDoesNotReadIsDroppedAndKeepsNobodyWaiting() throws IOException {
        try (StipendServer small = keeping(500);
                RawClient deaf = new RawClient(small.address()).withSmallWindow()) {
            Api api = new Api(small.address(), "", Map.of());
            deaf.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> small.streamClients() == 1);
            StringBuilder padding = new StringBuilder("\"attributes\":{\"a\":\"\"");
            for (int i = 0; i < 15; i++) {
                padding.append(",\"a")
                        .append(i)
                        .append("\":\"")
                        .append("x".repeat(512))
                        .append('"');
            }
            String body = "{\"user\":\"u\",\"constraints\":{\"credits\":0}," + padding + "}}";
            await().atMost(Duration.ofMinutes(4)).until(() -> {
                for (int i = 0; i < 100; i++) {
                    api.post("/v1/reservations", body).expect(201);
                }
                return small.streamClients() == 0;
            });
        }
    }

    @Test
    void thereAreAsManyClientsAsThereMayBe() throws IOException {
        StipendServer few = StipendServer.start(ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0")
                .withOption("test", "server.events.max-clients", "1")
                .load());
        try (few;
                RawClient first = new RawClient(few.address())) {
            first.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            first.readUntil("retry");
            new Api(few.address(), "", Map.of()).get("/v1/events").expect(503, "TOO_MANY_STREAMS");
        }
    }
}
