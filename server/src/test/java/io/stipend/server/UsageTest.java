package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was spent lately, who may do what, and what was changed, over HTTP. */
final class UsageTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void spend(Api api, String user, String model, String credits) {
        String id = user + "-" + model + "-" + credits;
        api.post(
                        "/v1/reservations",
                        "{\"id\":\"" + id + "\",\"user\":\"" + user
                                + "\",\"swarm\":\"team\",\"attributes\":{\"model\":\"" + model
                                + "\"},\"constraints\":{\"credits\":\"10\"}}")
                .expect(201);
        api.post("/v1/reservations/" + id + "/settle", "{\"used\":{\"credits\":\"" + credits + "\"}}")
                .expect(200);
    }

    private static List<String> sums(String query) {
        return StreamSupport.stream(
                        server.all()
                                .get("/v1/usage?steps=1&" + query)
                                .expect(200)
                                .json()
                                .get("sums")
                                .spliterator(),
                        false)
                .map(sum -> sum.path("key").asString("-") + " "
                        + sum.at("/charged/credits").asString() + " "
                        + sum.get("reservations").asInt())
                .toList();
    }

    @Test
    void usageIsSummedByUserSwarmAndModel() {
        spend(server.all(), "ana", "opus", "3");
        spend(server.all(), "ben", "haiku", "1");
        spend(server.all(), "ana", "haiku", "1.5");
        spend(server.foreign(), "zoe", "opus", "9");

        assertThat(sums("by=user")).containsExactly("ana 4.50000000 2", "ben 1.00000000 1");
        assertThat(sums("by=swarm")).containsExactly("team 5.50000000 3");
        assertThat(sums("by=model&limit=1")).containsExactly("opus 3.00000000 1");
        assertThat(sums("account=user:ben")).containsExactly("- 1.00000000 1");
        server.all().get("/v1/usage?by=weather").expect(400, "INVALID_VALUE");
        server.all().get("/v1/usage?steps=1001").expect(400, "INVALID_VALUE");
        spend(server.all(), "ben", "haiku", "2");
        assertThat(sums("by=model&minutes=2")).contains("haiku 4.50000000 3");
    }

    @Test
    void aSingleStepReachesBackAsFarAsIsAskedFor() {
        for (int minutes : new int[] {1, 2, 60, 129, 1_440}) {
            JsonNode usage = server.all()
                    .get("/v1/usage?steps=1&minutes=" + minutes)
                    .expect(200)
                    .json();

            Instant end = Instant.parse(usage.get("asOf").asString())
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plus(1, ChronoUnit.MINUTES);
            assertThat(Instant.parse(usage.get("to").asString())).isEqualTo(end);
            assertThat(Instant.parse(usage.get("from").asString())).isEqualTo(end.minus(minutes, ChronoUnit.MINUTES));
        }
    }

    @Test
    void changesOfAllAccountsAreTold() {
        server.all()
                .post("/v1/accounts/user:a/grant", "{\"id\":\"g\",\"amount\":\"1\",\"reason\":\"one\"}")
                .expect(200);
        server.all()
                .post("/v1/accounts/user:a/grant", "{\"id\":\"g\",\"amount\":\"1\",\"reason\":\"one\"}")
                .expect(200);
        server.all().post("/v1/accounts/user:b/freeze", "{\"reason\":\"two\"}").expect(200);
        server.foreign()
                .post("/v1/accounts/user:c/freeze", "{\"reason\":\"theirs\"}")
                .expect(200);

        Api.Reply changes = server.all().get("/v1/changes").expect(200);

        assertThat(changes.json().get("changes")).hasSize(2);
        assertThat(changes.at("/changes/0/change")).isEqualTo("FROZEN");
        assertThat(changes.at("/changes/1/reason")).isEqualTo("all: one");
    }

    @Test
    void keysAreToldByNameAndTenant() {
        Api.Reply keys = server.all().get("/v1/keys").expect(200);

        assertThat(keys.body())
                .contains("\"all\"", "\"all-but-read\"")
                .doesNotContain("foreign")
                .doesNotContain("sha");
        assertThat(server.foreign().get("/v1/keys").expect(200).json().get("keys"))
                .hasSize(1);
    }
}
