package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reserves that wait until holds return, and those that only ask. */
final class WaitingTest {

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

    private static void limit(String user, String credits) {
        api.post("/v1/accounts/user:" + user + "/limit", "{\"limit\":\"" + credits + "\",\"reason\":\"test\"}")
                .expect(200);
    }

    private static String body(String id, String user, String credits, String more) {
        return "{\"id\":\"" + id + "\",\"user\":\"" + user + "\",\"constraints\":{\"credits\":\"" + credits + "\"}"
                + more + "}";
    }

    private static Api.Reply reserve(String id, String user, String credits) {
        return api.post("/v1/reservations", body(id, user, credits, "")).expect(201);
    }

    private static void release(String id) {
        api.post("/v1/reservations/" + id + "/release", "{}").expect(200);
    }

    /** Waits for as long as may be; the answer comes when something has returned. */
    private static CompletableFuture<Api.Reply> waitFor(String id, String user, String credits) {
        double before = refused();
        CompletableFuture<Api.Reply> answer = CompletableFuture.supplyAsync(
                () -> api.post("/v1/reservations", body(id, user, credits, ",\"waitUpToMillis\":60000")));
        await().until(() -> refused() > before || answer.isDone());
        return answer;
    }

    /** How many reserves this service has refused at first, those that wait among them. */
    private static double refused() {
        return api.get("/metrics")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith("stipend_reservations_rejected_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whoWaitsGetsWhatReturnsAndNobodyThatWaitsPasses() {
        limit("wes", "1");
        reserve("w-1", "wes", "0.6");
        reserve("w-2", "wes", "0.4");
        CompletableFuture<Api.Reply> large = waitFor("w-large", "wes", "1");
        CompletableFuture<Api.Reply> small = waitFor("w-small", "wes", "0.4");
        release("w-2");
        release("w-1");

        assertThat(large.join().expect(201).at("/held/credits")).isEqualTo("1.00000000");
        assertThat(small).isNotDone();
        release("w-large");
        small.join().expect(201);
    }

    @Test
    void whoWaitsInVainIsToldTheNumbers() {
        limit("vic", "1");
        reserve("v-1", "vic", "0.75");

        Api.Reply refused = api.post("/v1/reservations", body("v-2", "vic", "0.5", ",\"waitUpToMillis\":1"))
                .expect(402, "WAIT_TIMED_OUT");

        assertThat(refused.at("/account")).isEqualTo("user:vic");
        assertThat(refused.at("/needed")).isEqualTo("0.50000000");
        assertThat(refused.at("/fits")).isEqualTo("0.25000000");
        release("v-1");
        assertThat(api.post("/v1/reservations", body("v-2", "vic", "0.5", ",\"waitUpToMillis\":1"))
                        .expect(201)
                        .replayed())
                .isFalse();
    }

    @Test
    void whatWaitingDoesNotRemedyIsAnsweredAtOnce() {
        limit("ned", "1");
        reserve("n-1", "ned", "0.75");

        api.post("/v1/reservations", body("n-2", "ned", "2", ",\"waitUpToMillis\":60000"))
                .expect(402, "ACCOUNT_EXHAUSTED");
        api.post("/v1/reservations", body("n-2", "ned", "2", ",\"waitUpToMillis\":60001"))
                .expect(400, "INVALID_VALUE");
    }

    @Test
    void aStopIsToldToWhoWaits() {
        CompletableFuture<Api.Reply> waiting;
        try (TestServer other = TestServer.start()) {
            Api its = other.all();
            its.post("/v1/reservations", body("s-1", "sam", "9000", "")).expect(201);
            waiting = CompletableFuture.supplyAsync(
                    () -> its.post("/v1/reservations", body("s-2", "sam", "2000", ",\"waitUpToMillis\":60000")));
            await().until(() -> its.get("/metrics").body().contains("stipend_reservations_rejected_total{")
                    && its.get("/metrics")
                            .body()
                            .lines()
                            .anyMatch(line ->
                                    line.startsWith("stipend_reservations_rejected_total") && line.endsWith(" 1.0")));
        }
        waiting.join().expect(503, "STOPPING");
    }

    @Test
    void aDryRunSaysWhatWouldBeAndHoldsNothing() {
        limit("dora", "1");
        Api.Reply would = api.post("/v1/reservations", body("d-1", "dora", "0.75", ",\"dryRun\":true"))
                .expect(200);
        assertThat(would.at("/held/credits")).isEqualTo("0.75000000");
        assertThat(would.json().get("exists").asBoolean()).isFalse();
        api.get("/v1/reservations/d-1").expect(404, "RESERVATION_NOT_FOUND");

        reserve("d-1", "dora", "0.75");
        assertThat(api.post("/v1/reservations", body("d-1", "dora", "0.75", ",\"dryRun\":true"))
                        .expect(200)
                        .json()
                        .get("exists")
                        .asBoolean())
                .isTrue();
        api.post("/v1/reservations", body("d-1", "dora", "0.5", ",\"dryRun\":true"))
                .expect(409, "ID_CONFLICT");
        double before = refused();
        assertThat(api.post("/v1/reservations", body("d-2", "dora", "0.5", ",\"dryRun\":true"))
                        .expect(402, "ACCOUNT_EXHAUSTED")
                        .at("/fits"))
                .isEqualTo("0.25000000");
        assertThat(refused()).isEqualTo(before);
        api.post("/v1/reservations", body("d-3", "new", "20000", ",\"dryRun\":true"))
                .expect(402, "ACCOUNT_EXHAUSTED");
        api.post("/v1/accounts/user:dora/freeze", "{\"reason\":\"test\"}").expect(200);
        api.post("/v1/reservations", body("d-2", "dora", "0.1", ",\"dryRun\":true"))
                .expect(423, "ACCOUNT_FROZEN");
    }
}
