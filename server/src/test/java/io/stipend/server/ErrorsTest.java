package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told of a request that cannot be: where, which value, and what to do. */
final class ErrorsTest {

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usr\":\"ana\"} | UNKNOWN_MEMBER | /usr | | did you mean user?",
                "{\"user\":\"a\",\"constraints\":{\"credit\":1}} | UNKNOWN_MEMBER | /constraints/credit | | did you mean"
                        + " credits?",
                "{\"user\":\"a\",\"constraints\":{\"slots\":1}} | UNKNOWN_MEMBER | /constraints/slots | | leave it out;",
                "{\"user\":\"a\",\"a/b~\":1} | UNKNOWN_MEMBER | /a~1b~0 | | leave it out;",
                "{\"user\":\"a\",\"user\":\"b\"} | DUPLICATE_MEMBER | /user | | give it once",
                "{\"user\":7} | INVALID_VALUE | /user | 7 | give a string",
                "{\"user\":\" \"} | INVALID_VALUE | /user | | give 1 to 128 bytes of text",
                "{\"user\":\"a\",\"constraints\":{\"credits\":\"0.123456789\"}} | INVALID_VALUE | /constraints/credits"
                        + " | 0.123456789 | round it",
                "{\"user\":\"a\",\"constraints\":{\"credits\":1e30}} | INVALID_VALUE | /constraints/credits | 1e30 |",
                "{\"user\":\"a\",\"constraints\":{\"credits\":1e999999999}} | INVALID_VALUE | /constraints/credits | |",
                "{\"user\":\"a\",\"constraints\":{\"tokens\":\"-1\"}} | INVALID_VALUE | /constraints/tokens | -1 |",
                "{\"user\":\"a\",\"constraints\":{\"tokens\":1.5}} | INVALID_VALUE | /constraints/tokens | 1.5 |",
                "{\"user\":\"a\",\"constraints\":7} | INVALID_VALUE | /constraints | 7 | give an object",
                "{\"user\":\"a\",\"pools\":\"p\"} | INVALID_VALUE | /pools | p | give an array of strings",
                "{\"user\":\"a\",\"pools\":[1]} | INVALID_VALUE | /pools | | give an array of strings",
                "{\"user\":\"a\",\"pools\":[\"window:x\"]} | INVALID_VALUE | /pools | | choose another",
                "{\"user\":\"a\",\"leaseMillis\":0} | INVALID_VALUE | /leaseMillis | 0 | give a whole number from 1",
                "{\"user\":\"a\",\"leaseMillis\":1e99} | INVALID_VALUE | /leaseMillis | 1e99 | give a whole number",
                "{\"user\":\"a\",\"attributes\":{\"stipend.x\":\"y\"}} | INVALID_VALUE | /attributes | stipend.x |",
                "{\"user\":\"a\",\"attributes\":{\"x\":1}} | INVALID_VALUE | /attributes/x | 1 | give a string",
                "[] | MALFORMED_JSON | | | send one JSON object",
                "{\"user\":\"a\"}{} | MALFORMED_JSON | | | send one JSON object",
                "{\"user\": | MALFORMED_JSON | | | send one JSON object",
                "nonsense | MALFORMED_JSON | | | send one JSON object",
            })
    void whatIsWrongIsSaidWhereItIs(String body, String code, String pointer, String value, String remedy) {
        Api.Reply reply = api.post("/v1/reservations", body).expect(400, code);

        assertThat(reply.at("/pointer")).as(reply.body()).isEqualTo(pointer == null ? "" : pointer);
        if (value != null) {
            assertThat(reply.at("/value")).as(reply.body()).isEqualTo(value);
        }
        if (remedy != null) {
            assertThat(reply.at("/remedy")).as(reply.body()).contains(remedy);
        }
        assertThat(reply.at("/detail")).isNotEmpty();
    }

    @Test
    void nothingIsNestedDeeperThanItMayBe() {
        String deep = "{\"attributes\":".repeat(30) + "1" + "}".repeat(30);

        assertThat(api.post("/v1/reservations", deep)
                        .expect(400, "MALFORMED_JSON")
                        .at("/detail"))
                .contains("20 levels");
    }

    @Test
    void aBodyIsAtMost64KiB() {
        String large = "{\"user\":\"" + "x".repeat(70_000) + "\"}";

        api.post("/v1/reservations", large).expect(413, "BODY_TOO_LARGE");
    }

    @Test
    void whoSendsTooMuchGetsTheAnswerAllTheSame() {
        byte[] large = ("{\"user\":\"" + "x".repeat(500_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            api.sendBody("POST", "/v1/reservations", BodyPublishers.ofByteArray(large))
                    .expect(413, "BODY_TOO_LARGE");
            api.sendBody(
                            "POST",
                            "/v1/reservations",
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                    .expect(413, "BODY_TOO_LARGE");
            api.sendBody("POST", "/v1/nowhere", BodyPublishers.ofByteArray(large))
                    .expect(404, "NO_SUCH_PLACE");
        }
    }

    @Test
    void parametersAreCheckedToo() {
        assertThat(api.get("/v1/reservations?usr=a")
                        .expect(400, "UNKNOWN_PARAMETER")
                        .at("/remedy"))
                .isEqualTo("did you mean user?");
        assertThat(api.get("/v1/reservations?limit=0")
                        .expect(400, "INVALID_VALUE")
                        .at("/pointer"))
                .isEqualTo("query:limit");
        api.get("/v1/reservations?limit=1&limit=2").expect(400, "INVALID_VALUE");
        api.get("/v1/accounts/ana").expect(400, "INVALID_VALUE");
        api.get("/v1/accounts/user:%FF").expect(400, "INVALID_VALUE");
        api.get("/v1/accounts/user:%00").expect(400, "MALFORMED_REQUEST");
        api.get("/v1/reservations/r?x=1").expect(400, "UNKNOWN_PARAMETER");
    }

    @Test
    void placesAndMethodsThatAreNotThere() {
        api.get("/v2/reservations").expect(404, "NO_SUCH_PLACE");
        api.get("/index.php").expect(404, "NO_SUCH_PLACE");
        api.get("/v1/reservations/").expect(404, "NO_SUCH_PLACE");
        Api.Reply reply = api.send("DELETE", "/v1/reservations", null).expect(405, "METHOD_NOT_ALLOWED");
        assertThat(reply.headers().firstValue("Allow")).hasValue("GET, POST");
    }

    @Test
    void aBodyIsJsonByItsType() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            api.with("Content-Type", type)
                    .post("/v1/reservations", "{\"user\":\"a\"}")
                    .expect(415, "UNSUPPORTED_MEDIA_TYPE");
        }
        api.with("Content-Type", "application/json; charset=UTF-8")
                .post("/v1/reservations", "{\"user\":\"a\"}")
                .expect(201);
    }

    @Test
    void aReservationThatIsNotThere() {
        api.get("/v1/reservations/none").expect(404, "RESERVATION_NOT_FOUND");
        api.post("/v1/reservations/none/settle", "{}").expect(404, "RESERVATION_NOT_FOUND");
        api.post("/v1/reservations/none/extend", "{}").expect(400, "INVALID_VALUE");
    }

    @Test
    void aChangeNeedsAReason() {
        assertThat(api.post("/v1/accounts/user:a/grant", "{\"amount\":1}")
                        .expect(400, "MISSING_MEMBER")
                        .at("/pointer"))
                .isEqualTo("/reason");
        api.post("/v1/accounts/user:a/grant", "{\"amount\":1,\"reason\":\" \"}").expect(400, "INVALID_VALUE");
        api.post("/v1/accounts/user:a/grant", "{\"reason\":\"r\"}").expect(400, "MISSING_MEMBER");
        api.post("/v1/accounts/user:a/grant", "{\"amount\":0,\"reason\":\"r\"}").expect(400, "INVALID_VALUE");
        api.post("/v1/accounts/user:a/grant", "{\"amount\":1,\"resource\":\"cedits\",\"reason\":\"r\"}")
                .expect(400, "INVALID_VALUE");
        api.post("/v1/accounts/user:a/grant", "{\"amount\":1,\"reason\":\"" + "r".repeat(300) + "\"}")
                .expect(400, "INVALID_VALUE");
    }
}
