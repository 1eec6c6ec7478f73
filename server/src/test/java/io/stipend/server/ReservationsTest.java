package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.sections.ApiKey.Permission;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reserve, report, extend, settle, release, over HTTP. */
final class ReservationsTest {

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

    private static String reserve(String body) {
        return api.post("/v1/reservations", body).expect(201).at("/id");
    }

    private static String account(String name, String pointer) {
        return api.get("/v1/accounts/" + name).expect(200).at("/resources/credits/" + pointer);
    }

    @Test
    void aStepFromReserveToSettle() {
        Api.Reply held = api.post(
                        "/v1/reservations",
                        "{\"user\":\"ana\",\"swarm\":\"crew\",\"step\":\"ana-1\",\"attributes\":{\"model\":\"m\"},"
                                + "\"leaseMillis\":60000,\"constraints\":{\"credits\":\"0.25\",\"tokens\":4000}}")
                .expect(201);
        assertThat(held.at("/held/credits")).isEqualTo("0.25000000");
        assertThat(held.at("/held/tokens")).isEqualTo("4000");
        assertThat(held.at("/held/slots")).isEqualTo("1");
        assertThat(held.json().get("leaseMillis").asInt()).isEqualTo(60_000);
        String place = "/v1/reservations/" + held.at("/id");

        Api.Reply progress = api.post(
                        place + "/usage", "{\"used\":{\"credits\":0.24,\"tokens\":\"150\"},\"balances\":true}")
                .expect(200);
        assertThat(progress.at("/status")).isEqualTo("EXCEEDED");
        assertThat(progress.at("/level")).isEqualTo("CRITICAL");
        assertThat(progress.json().get("entered").toString()).isEqualTo("[\"WARNING\",\"CRITICAL\"]");
        assertThat(progress.at("/remaining/credits")).isEqualTo("0.01000000");
        assertThat(progress.at("/balances/0/available/credits")).isEqualTo("9999.75000000");

        Api.Reply extended = api.post(place + "/extend", "{\"more\":{\"credits\":\"0.75\"},\"less\":{\"tokens\":1000}}")
                .expect(200);
        assertThat(extended.at("/held/credits")).isEqualTo("1.00000000");
        assertThat(extended.at("/returned/tokens")).isEqualTo("1000");

        Api.Reply shown = api.get(place).expect(200);
        assertThat(shown.at("/state")).isEqualTo("OPEN");
        assertThat(shown.at("/user")).isEqualTo("ana");
        assertThat(shown.at("/swarm")).isEqualTo("crew");
        assertThat(shown.at("/attributes/model")).isEqualTo("m");
        assertThat(api.get("/v1/steps/ana-1").expect(200).at("/id")).isEqualTo(held.at("/id"));

        Api.Reply settled = api.post(place + "/settle", "{\"used\":{\"credits\":\"0.5\",\"tokens\":300}}")
                .expect(200);
        assertThat(settled.at("/status")).isEqualTo("COMPLETED");
        assertThat(settled.at("/charged/credits")).isEqualTo("0.50000000");
        assertThat(settled.at("/returned/credits")).isEqualTo("0.50000000");
        assertThat(account("user:ana", "spent")).isEqualTo("0.50000000");
        assertThat(account("user:ana", "reserved")).isEqualTo("0.00000000");
        assertThat(api.get(place).expect(200).at("/closing/charged/credits")).isEqualTo("0.50000000");
    }

    @Test
    void theSameByStep() {
        reserve("{\"user\":\"sue\",\"id\":\"sue-r\"}");
        api.post("/v1/reservations/sue-r/step", "{\"step\":\"a/b ü\"}").expect(200);
        String step = "/v1/steps/a%2Fb%20%C3%BC";

        api.post(step + "/usage", "{\"used\":{\"credits\":\"0.01\"}}").expect(200);
        api.post(step + "/extend", "{\"leaseMillis\":100000}").expect(200);
        assertThat(api.get(step).expect(200).at("/step")).isEqualTo("a/b ü");
        assertThat(api.post(step + "/settle", "").expect(200).at("/charged/credits"))
                .isEqualTo("0.01000000");
        api.post("/v1/steps/nobody/usage", "{}").expect(404, "RESERVATION_NOT_FOUND");
    }

    @Test
    void releaseChargesWhatWasReported() {
        String place = "/v1/reservations/" + reserve("{\"user\":\"rel\"}");
        api.post(place + "/usage", "{\"used\":{\"tokens\":7}}").expect(200);

        assertThat(api.post(place + "/release", "{}").expect(200).at("/charged/tokens"))
                .isEqualTo("7");
    }

    @Test
    void aRefusalSaysWhatWouldFit() {
        api.post("/v1/accounts/user:poor/limit", "{\"limit\":\"1\",\"reason\":\"test\"}")
                .expect(200);
        Api.Reply refused = api.post("/v1/reservations", "{\"user\":\"poor\",\"constraints\":{\"credits\":\"1.5\"}}")
                .expect(402, "ACCOUNT_EXHAUSTED");

        assertThat(refused.at("/account")).isEqualTo("user:poor");
        assertThat(refused.at("/resource")).isEqualTo("credits");
        assertThat(refused.at("/needed")).isEqualTo("1.50000000");
        assertThat(refused.at("/fits")).isEqualTo("1.00000000");
        assertThat(refused.at("/remedy")).contains("no more than fits");
        Api.Reply refusals = api.get("/v1/refusals").expect(200);
        assertThat(refusals.at("/refusals/0/account")).isEqualTo("user:poor");
        assertThat(server.foreign().get("/v1/refusals").expect(200).at("/refusals/0"))
                .isEmpty();
    }

    @Test
    void aRefusalSaysWhenHoldsReturn() {
        api.post("/v1/accounts/user:lent/limit", "{\"limit\":\"1\",\"reason\":\"test\"}")
                .expect(200);
        Api.Reply held = api.post("/v1/reservations", "{\"user\":\"lent\",\"constraints\":{\"credits\":\"0.8\"}}")
                .expect(201);

        await().untilAsserted(() -> {
            Api.Reply refused = api.post("/v1/reservations", "{\"user\":\"lent\",\"constraints\":{\"credits\":\"1\"}}")
                    .expect(402, "ACCOUNT_EXHAUSTED");
            assertThat(refused.at("/holdsReturnBy")).isEqualTo(held.at("/expiresAt"));
            assertThat(Instant.parse(refused.at("/holdsReturnAt")))
                    .isBetween(Instant.EPOCH, Instant.parse(held.at("/expiresAt")));
        });
        Api.Reply tooLarge = api.post("/v1/reservations", "{\"user\":\"lent\",\"constraints\":{\"credits\":\"1.1\"}}")
                .expect(402, "ACCOUNT_EXHAUSTED");
        assertThat(tooLarge.json().has("holdsReturnAt")).isFalse();
    }

    @Test
    void anExtensionIsRefusedWithNumbersTooAndLeastTakesWhatThereIs() {
        api.post("/v1/accounts/user:few/limit", "{\"limit\":\"1\",\"reason\":\"test\"}")
                .expect(200);
        String place = "/v1/reservations/" + reserve("{\"user\":\"few\",\"constraints\":{\"credits\":\"0.6\"}}");

        assertThat(api.post(place + "/extend", "{\"more\":{\"credits\":\"2\"}}")
                        .expect(402, "ACCOUNT_EXHAUSTED")
                        .at("/fits"))
                .isEqualTo("0.40000000");
        assertThat(api.post(place + "/extend", "{\"more\":{\"credits\":\"2\"},\"least\":{\"credits\":\"0.1\"}}")
                        .expect(200)
                        .at("/added/credits"))
                .isEqualTo("0.40000000");
    }

    @Test
    void whatIsFrozenIsRefusedAsLocked() {
        String id = reserve("{\"user\":\"fred\"}");
        api.post("/v1/accounts/user:fred/freeze", "{\"reason\":\"ran amok\"}").expect(200);

        Api.Reply refused = api.post("/v1/reservations", "{\"user\":\"fred\"}").expect(423, "ACCOUNT_FROZEN");
        assertThat(refused.at("/detail")).contains("all: ran amok");
        api.post("/v1/reservations/" + id + "/settle", "{}").expect(200);
        api.post("/v1/accounts/user:fred/unfreeze", "{\"reason\":\"calmed down\"}")
                .expect(200);
        reserve("{\"user\":\"fred\"}");
    }

    @Test
    void whoeverNamesNobodyNeedsToBeAllowedTo() {
        Api.Reply refused =
                server.allBut(Permission.NOBODY).post("/v1/reservations", "{}").expect(403, "NOBODY_TO_CHARGE");
        assertThat(refused.at("/pointer")).isEqualTo("/user");
        api.post("/v1/reservations", "{}").expect(201);
    }

    @Test
    void repeatedWithTheSameIdItIsTheFirstAnswerAgain() {
        String body = "{\"user\":\"rep\",\"constraints\":{\"credits\":\"1\"}}";
        Api keyed = api.with("Idempotency-Key", "\"rep-1\"");
        Api.Reply first = keyed.post("/v1/reservations", body).expect(201);
        Api.Reply again = keyed.with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .post("/v1/reservations", body)
                .expect(201);
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.at("/id")).isEqualTo("rep-1");
        keyed.post("/v1/reservations", "{\"user\":\"rep\",\"constraints\":{\"credits\":\"2\"}}")
                .expect(409, "ID_CONFLICT");
        keyed.post("/v1/reservations", "{\"id\":\"rep-2\",\"user\":\"rep\"}").expect(400, "TWO_IDS");

        String place = "/v1/reservations/rep-1";
        for (String[] change : new String[][] {
            {"/usage", "{\"id\":\"u\",\"used\":{\"credits\":\"0.1\"}}"},
            {"/extend", "{\"id\":\"e\",\"more\":{\"credits\":\"0.5\"}}"},
            {"/settle", "{\"used\":{\"credits\":\"0.2\"}}"}
        }) {
            Api.Reply one = api.post(place + change[0], change[1]).expect(200);
            Api.Reply two = api.post(place + change[0], change[1]).expect(200);
            assertThat(one.replayed()).isFalse();
            assertThat(two.replayed()).isTrue();
            assertThat(two.body()).isEqualTo(one.body());
        }
        assertThat(account("user:rep", "spent")).isEqualTo("0.20000000");
        api.post(place + "/release", "{}").expect(409, "ALREADY_CLOSED");
    }

    @Test
    void openReservationsAreListedPageByPage() {
        for (int i = 0; i < 3; i++) {
            reserve("{\"user\":\"lister\",\"swarm\":\"s-list\",\"pools\":[\"p-list\"],\"id\":\"list-" + i + "\"}");
        }
        Api.Reply first = api.get("/v1/reservations?user=lister&swarm=s-list&pool=p-list&limit=2")
                .expect(200);
        assertThat(first.json().get("reservations").size()).isEqualTo(2);
        Api.Reply second = api.get("/v1/reservations?user=lister&limit=2&cursor="
                        + first.at("/nextCursor").replace("/", "%2F"))
                .expect(200);
        assertThat(second.at("/reservations/0/id")).isEqualTo("list-2");
        assertThat(second.at("/nextCursor")).isEmpty();
        api.get("/v1/reservations?cursor=x").expect(400, "INVALID_VALUE");
    }

    @Test
    void whatIsHeldMayBeLessThanWhatMustBeAvailable() {
        Api.Reply held = api.post(
                        "/v1/reservations",
                        "{\"user\":\"fit\",\"constraints\":{\"credits\":\"3\"},\"hold\":{\"credits\":\"1\"}}")
                .expect(201);
        assertThat(held.at("/held/credits")).isEqualTo("1.00000000");
        api.post(
                        "/v1/reservations",
                        "{\"user\":\"fit\",\"constraints\":{\"credits\":\"3\"},\"hold\":{\"credits\":\"4\"}}")
                .expect(400, "INVALID_VALUE");
    }

    @Test
    void anOverrunIsJudgedAsTheCallerSays() {
        String place = "/v1/reservations/" + reserve("{\"user\":\"over\",\"constraints\":{\"credits\":\"1\"}}");

        api.post(place + "/settle", "{\"used\":{\"credits\":\"2\"},\"overrun\":\"REJECT\"}")
                .expect(409, "OVERRUN_REJECTED");
        assertThat(api.post(place + "/settle", "{\"used\":{\"credits\":\"2\"},\"overrun\":\"CHARGE\"}")
                        .expect(200)
                        .at("/overrun/credits"))
                .isEqualTo("1.00000000");
    }

    @Test
    void theTraceGoesWithTheReservationAndComesBack() {
        Api.Reply held = api.with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .post("/v1/reservations", "{\"user\":\"tess\"}")
                .expect(201);
        assertThat(held.headers().firstValue("traceparent").orElse(""))
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .doesNotContain("b7ad6b7169203331")
                .endsWith("-01");
        assertThat(api.get("/v1/reservations/" + held.at("/id")).expect(200).at("/attributes/stipend.traceId"))
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
        for (String bad : List.of("x", "00-00000000000000000000000000000000-b7ad6b7169203331-01")) {
            assertThat(api.with("traceparent", bad)
                            .get("/health/live")
                            .headers()
                            .firstValue("traceparent")
                            .orElse(""))
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        }
    }

    @Test
    void theCallOfAModelIsHeldAtItsTokensAndWithoutPricesNeedsItsCost() {
        String call = "\"model\":\"gpt-4o\",\"inputTokens\":1200,\"maxOutputTokens\":\"800\"";
        Api.Reply held = api.post(
                        "/v1/reservations", "{\"user\":\"mo\",\"constraints\":{\"credits\":\"0.1\"}," + call + "}")
                .expect(201);
        assertThat(held.at("/held/tokens")).isEqualTo("2000");
        api.post("/v1/reservations", "{\"user\":\"mo\"," + call + "}").expect(400, "INVALID_VALUE");
        api.post("/v1/reservations", "{\"user\":\"mo\",\"model\":\"gpt-4o\"}").expect(400, "MISSING_MEMBER");
        api.post("/v1/reservations", "{\"user\":\"mo\",\"inputTokens\":1}").expect(400, "MISSING_MEMBER");
    }

    @Test
    void whatIsHeldIsBookedOnExpiryWhereTheCallerSaysSo() {
        api.post(
                        "/v1/reservations",
                        "{\"user\":\"exp\",\"onExpiry\":\"BOOK_HELD\",\"leaseMillis\":1,"
                                + "\"constraints\":{\"credits\":\"2\"}}")
                .expect(201);
        await().until(() -> account("user:exp", "spent").equals("2.00000000"));
        api.post("/v1/reservations", "{\"user\":\"exp\",\"onExpiry\":\"BOOK\"}").expect(400, "INVALID_VALUE");
    }

    @Test
    void aPartGoesToASubAgentAndTheTreeIsStoppedAtOnce() {
        reserve("{\"id\":\"tree\",\"user\":\"tara\",\"constraints\":{\"credits\":\"1\"}}");
        String split = "{\"id\":\"leaf\",\"amounts\":{\"credits\":\"0.4\"},\"step\":\"leaf-step\"}";
        assertThat(api.post("/v1/reservations/tree/split", split).expect(201).at("/held/credits"))
                .isEqualTo("0.40000000");
        assertThat(api.post("/v1/reservations/tree/split", split).expect(201).replayed())
                .isTrue();
        assertThat(api.get("/v1/reservations/leaf").expect(200).at("/parent")).isEqualTo("tree");
        assertThat(api.get("/v1/reservations/tree").expect(200).at("/held/credits"))
                .isEqualTo("0.60000000");
        assertThat(api.post("/v1/reservations/tree/split", "{\"amounts\":{\"credits\":\"2\"}}")
                        .expect(402, "IDLE_TOO_SMALL")
                        .at("/fits"))
                .isEqualTo("0.60000000");
        api.post("/v1/reservations/tree/split", "{}").expect(400, "MISSING_MEMBER");

        Api.Reply stopped = api.post("/v1/reservations/tree/release-tree", "").expect(200);

        assertThat(stopped.json().get("closed").size()).isEqualTo(2);
        assertThat(account("user:tara", "reserved")).isEqualTo("0.00000000");
    }

    @Test
    void aBillIsBookedWithoutAHold() {
        String bill =
                "{\"id\":\"bill\",\"user\":\"bea\",\"used\":{\"credits\":\"0.08\"},\"attributes\":{\"tool\":\"search\"}}";
        Api.Reply booked = api.post("/v1/charges", bill).expect(201);
        assertThat(booked.at("/status")).isEqualTo("CHARGED");
        assertThat(booked.at("/charged/credits")).isEqualTo("0.08000000");
        assertThat(api.post("/v1/charges", bill).expect(201).replayed()).isTrue();
        assertThat(account("user:bea", "spent")).isEqualTo("0.08000000");
        Api.Reply shown = api.get("/v1/reservations/bill").expect(200);
        assertThat(shown.at("/state")).isEqualTo("CHARGED");
        assertThat(shown.at("/attributes/stipend.traceId")).hasSize(32);

        api.post("/v1/charges", bill.replace("0.08", "0.09")).expect(409, "ID_CONFLICT");
        api.post("/v1/reservations", "{\"id\":\"bill\",\"user\":\"bea\"}").expect(409, "ID_CONFLICT");
        assertThat(api.post("/v1/charges", "{\"user\":\"bea\",\"used\":{\"credits\":20000},\"overrun\":\"REJECT\"}")
                        .expect(402, "ACCOUNT_EXHAUSTED")
                        .at("/fits"))
                .isEqualTo("9999.92000000");
        assertThat(api.post("/v1/charges", "{\"user\":\"bea\",\"used\":{\"memoryBytes\":1}}")
                        .expect(400, "INVALID_VALUE")
                        .at("/pointer"))
                .isEqualTo("/used");
        api.post("/v1/charges", "{\"user\":\"bea\"}").expect(400, "MISSING_MEMBER");
    }
}
