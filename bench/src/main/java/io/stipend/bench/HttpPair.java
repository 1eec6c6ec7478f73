package io.stipend.bench;

import io.stipend.bench.HttpClientConnection.Answer;
import java.nio.charset.StandardCharsets;

/** A reserve and its settle over HTTP, as a caller sends them. */
final class HttpPair {

    static final String RESERVE = "/v1/reservations";

    private static final byte[] SETTLE =
            utf8("{\"used\":{\"credits\":\"0.000015\",\"tokens\":1100,\"apiCalls\":2,\"computeMillis\":900}}");

    private HttpPair() {}

    /** Reserves with an id of the caller's own, and settles. */
    static Answer send(HttpClientConnection connection, String id) {
        reserve(connection, id);
        return settle(connection, id);
    }

    static Answer reserve(HttpClientConnection connection, String id) {
        byte[] body = utf8(
                "{\"id\":\"" + id + "\",\"user\":\"hot\",\"constraints\":{\"credits\":\"0.00002\",\"tokens\":1500}}");
        return connection.post(RESERVE, body).expect(201);
    }

    static Answer settle(HttpClientConnection connection, String id) {
        return connection.post(RESERVE + '/' + id + "/settle", SETTLE).expect(200);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
