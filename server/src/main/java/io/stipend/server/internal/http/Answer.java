package io.stipend.server.internal.http;

import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered. Immutable; nobody changes the body.
 *
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes the body, and nobody compares
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    public static final String REPLAYED = "Idempotency-Replayed";

    private static final String JSON = "application/json";

    /** JSON. */
    public static Answer json(int status, JsonAnswer body) {
        return new Answer(status, JSON, Json.bytes(body), Map.of());
    }

    /** Why not. */
    public static Answer problem(Problem problem) {
        Answer answer = new Answer(problem.status(), Problem.CONTENT_TYPE, Json.bytes(problem), Map.of());
        return problem.retryAfterSeconds() == 0
                ? answer
                : answer.with("Retry-After", Integer.toString(problem.retryAfterSeconds()));
    }

    /** The same with a header. */
    public Answer with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, contentType, body, all);
    }

    /** The same; says whether it is the first answer again. */
    public Answer replayed(boolean again) {
        return again ? with(REPLAYED, "true") : this;
    }
}
