package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A tenant at a glance, and its accounts found and ranked. */
final class OverviewTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        Api api = server.all();
        limit(api, "debtor", "1");
        limit(api, "capped", "1");
        limit(api, "near", "1");
        limit(api, "rich", "1000");
        reserve(api, "o-capped", "capped", "1");
        reserve(api, "o-near", "near", "0.85");
        reserve(api, "o-rich", "rich", "5");
        reserve(api, "o-debtor", "debtor", "0.5");
        api.post("/v1/reservations/o-debtor/settle", "{\"used\":{\"credits\":\"3\"}}")
                .expect(200);
        api.post("/v1/reservations", "{\"user\":\"capped\",\"constraints\":{\"credits\":\"2\"}}")
                .expect(402);
        api.post("/v1/accounts/user:frosty/freeze", "{\"reason\":\"cold\"}").expect(200);
        reserve(server.foreign(), "o-foreign", "theirs", "7");
    }

    private static void limit(Api api, String user, String credits) {
        api.post("/v1/accounts/user:" + user + "/limit", "{\"limit\":\"" + credits + "\",\"reason\":\"test\"}")
                .expect(200);
    }

    private static void reserve(Api api, String id, String user, String credits) {
        api.post(
                        "/v1/reservations",
                        "{\"id\":\"" + id + "\",\"user\":\"" + user + "\",\"constraints\":{\"credits\":\"" + credits
                                + "\"}}")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theOverviewCountsAndNamesWhatNeedsAttention() {
        await().until(() -> server.all().get("/v1/overview").json().has("holds")
                && server.all().get("/v1/overview").json().has("accounts"));
        JsonNode overview = server.all().get("/v1/overview").expect(200).json();

        assertThat(overview.at("/accounts/spent").asString()).isEqualTo("3.00000000");
        assertThat(overview.at("/accounts/held").asString()).isEqualTo("6.85000000");
        assertThat(overview.at("/holds/open").asInt()).isEqualTo(3);
        assertThat(overview.at("/activity/grantedLastMinute").asInt()).isEqualTo(4);
        assertThat(overview.at("/activity/refusedLastMinute").asInt()).isEqualTo(1);
        assertThat(worst(overview, "in-debt")).containsExactly("user:debtor");
        assertThat(worst(overview, "at-cap")).containsExactly("user:capped");
        assertThat(worst(overview, "near-cap")).containsExactly("user:near");
        assertThat(worst(overview, "frozen")).containsExactly("user:frosty");
        assertThat(overview.toString()).doesNotContain("theirs");
    }

    private static List<String> worst(JsonNode overview, String concern) {
        return StreamSupport.stream(overview.at("/accounts/concerns").spliterator(), false)
                .filter(each -> each.get("concern").asString().equals(concern))
                .flatMap(each -> StreamSupport.stream(each.get("worst").spliterator(), false))
                .map(each -> each.get("account").asString())
                .toList();
    }

    @Test
    void accountsAreFoundAndRanked() {
        assertThat(found("order=use")).startsWith("user:debtor", "user:capped", "user:near");
        assertThat(found("order=held")).startsWith("user:rich", "user:capped", "user:near");
        assertThat(found("order=left")).startsWith("user:debtor");
        assertThat(found("order=name")).isSorted();
        assertThat(found("text=RIC")).containsExactly("user:rich");
        assertThat(found("concern=frozen")).containsExactly("user:frosty");
        assertThat(found("kind=swarm")).isEmpty();
        assertThat(found("order=name&offset=1&limit=2")).containsExactly("user:debtor", "user:frosty");
        server.all().get("/v1/accounts/search?order=size").expect(400, "INVALID_VALUE");
        assertThat(server.foreign()
                        .get("/v1/accounts/search?text=debtor")
                        .expect(200)
                        .at("/total"))
                .isEqualTo("0");
    }

    private static List<String> found(String query) {
        return StreamSupport.stream(
                        server.all()
                                .get("/v1/accounts/search?" + query)
                                .expect(200)
                                .json()
                                .get("accounts")
                                .spliterator(),
                        false)
                .map(each -> each.get("account").asString())
                .toList();
    }

    @Test
    void aTreeIsShownFromAnyOfItsReservations() {
        Api api = server.foreign();
        reserve(api, "root", "tree", "4");
        api.post("/v1/reservations/root/split", "{\"id\":\"child\",\"amounts\":{\"credits\":\"2\"}}")
                .expect(201);
        api.post("/v1/reservations/child/split", "{\"id\":\"leaf\",\"amounts\":{\"credits\":\"1\"}}")
                .expect(201);

        Api.Reply tree = api.get("/v1/reservations/child/tree").expect(200);

        assertThat(tree.at("/reservation/id")).isEqualTo("child");
        assertThat(tree.at("/ancestors/0/id")).isEqualTo("root");
        assertThat(tree.at("/descendants/0/id")).isEqualTo("leaf");

        api.post("/v1/reservations/root/split", "{\"id\":\"sibling\",\"amounts\":{\"credits\":\"1\"}}")
                .expect(201);
        api.post("/v1/reservations/leaf/release", "{}").expect(200);
        JsonNode whole = api.get("/v1/reservations/root/tree").expect(200).json();
        assertThat(whole.get("ancestors")).isEmpty();
        assertThat(whole.get("descendants"))
                .extracting(each -> each.get("id").asString())
                .containsExactly("child", "sibling");
        server.all().get("/v1/reservations/child/tree").expect(404, "RESERVATION_NOT_FOUND");
        api.post("/v1/reservations/root/release-tree", "{}").expect(200);
    }

    @Test
    void theOverviewIsPushed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/v1/overview/stream"))
                .header("Authorization", "Bearer " + server.all().secret())
                .build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());

        try (Scanner lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            for (int i = 0; i < 3; i++) {
                assertThat(lines.nextLine()).isEqualTo("event: overview");
                assertThat(lines.nextLine()).startsWith("data: {\"at\":");
                assertThat(lines.nextLine()).isEmpty();
            }
            assertThat(server.server().dashboardClients()).isEqualTo(1);
        }
        await().until(() -> server.server().dashboardClients() == 0);
    }

    /** The page is nothing but files; what it may load is its own. */
    @Test
    void thePageMayLoadNothingFromElsewhere() {
        for (String path : List.of("/", "/dashboard/app.js", "/dashboard/style.css", "/dashboard/uplot.js")) {
            Api.Reply reply = server.nobody().get(path).expect(200);

            assertThat(reply.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'self'; ")
                    .doesNotContain("unsafe");
        }
        assertThat(server.nobody().get("/").body())
                .doesNotContain("style=")
                .doesNotContainPattern("<script(?![^>]*src=)");
        server.nobody().get("/dashboard/index.html").expect(404, "NO_SUCH_PLACE");
        server.nobody().get("/dashboard/..%2Fopenapi.yaml").expect(404, "NO_SUCH_PLACE");
    }
}
