package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What happened to a reservation, entry by entry, over HTTP. */
final class ReservationEntriesTest {

    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        api = server.all();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<JsonNode> entries(String id, int limit) {
        List<JsonNode> entries = new ArrayList<>();
        String cursor = "";
        do {
            Api.Reply page = api.get("/v1/reservations/" + id + "/entries?limit=" + limit + cursor)
                    .expect(200);
            page.json().get("entries").forEach(entries::add);
            assertThat(page.json().get("entries").size()).isBetween(1, limit);
            cursor = page.at("/nextCursor").isEmpty() ? "" : "&cursor=" + page.at("/nextCursor");
        } while (!cursor.isEmpty());
        return entries;
    }

    private static String shown(JsonNode entry) {
        return entry.get("sequence").asInt() + " " + entry.get("entry").asString() + " "
                + entry.at("/held/credits").asString() + " "
                + entry.at("/used/credits").asString();
    }

    @Test
    void aLifeIsToldInItsOrderPageByPage() {
        DashboardScene.reserve(api, "life", "ana", "5");
        api.post("/v1/reservations/life/usage", "{\"id\":\"first\",\"used\":{\"credits\":\"1.5\"}}")
                .expect(200);
        api.post("/v1/reservations/life/extend", "{\"more\":{\"credits\":\"2\"}}")
                .expect(200);
        api.post("/v1/reservations/life/split", "{\"id\":\"part\",\"amounts\":{\"credits\":\"0.5\"}}")
                .expect(201);
        api.post("/v1/reservations/life/settle", "{\"used\":{\"credits\":\"3\"}}")
                .expect(200);

        List<JsonNode> entries = entries("life", 100);

        assertThat(entries.stream().map(ReservationEntriesTest::shown))
                .containsExactly(
                        "1 OPENED 5.00000000 0.00000000",
                        "2 TRACKED 5.00000000 1.50000000",
                        "3 EXTENDED 7.00000000 1.50000000",
                        "4 SPLIT 6.50000000 1.50000000",
                        "5 SETTLED 6.50000000 3.00000000");
        assertThat(entries.get(1).get("operation").asString()).isEqualTo("first");
        assertThat(entries.get(1).at("/reported/credits").asString()).isEqualTo("1.50000000");
        assertThat(entries.get(2).at("/added/credits").asString()).isEqualTo("2.00000000");
        assertThat(entries.get(3).get("child").asString()).isEqualTo("part");
        assertThat(entries.get(3).at("/given/credits").asString()).isEqualTo("0.50000000");
        assertThat(entries.get(4).at("/charged/credits").asString()).isEqualTo("3.00000000");
        assertThat(entries.get(4).at("/returned/credits").asString()).isEqualTo("3.50000000");
        for (int limit = 1; limit <= 5; limit++) {
            assertThat(entries("life", limit)).isEqualTo(entries);
        }
        assertThat(entries("part", 10).stream().map(ReservationEntriesTest::shown))
                .containsExactly("1 OPENED 0.50000000 0.00000000");
    }

    @Test
    void aChargeIsOneEntryAndWhatIsNotKnownIsSaid() {
        api.post("/v1/charges", "{\"id\":\"bill\",\"user\":\"ana\",\"used\":{\"credits\":\"0.25\"}}")
                .expect(201);

        assertThat(entries("bill", 10)).hasSize(1).allSatisfy(entry -> {
            assertThat(entry.get("entry").asString()).isEqualTo("CHARGED");
            assertThat(entry.at("/charged/credits").asString()).isEqualTo("0.25000000");
        });
        api.get("/v1/reservations/nobody/entries").expect(404, "RESERVATION_NOT_FOUND");
        server.foreign().get("/v1/reservations/bill/entries").expect(404, "RESERVATION_NOT_FOUND");
        api.get("/v1/reservations/bill/entries?cursor=-1").expect(400, "INVALID_VALUE");
    }
}
