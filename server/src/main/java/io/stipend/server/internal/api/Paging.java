package io.stipend.server.internal.api;

import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists, page by page. */
final class Paging {

    private static final int MAX = 1_000;
    private static final int BY_DEFAULT = 100;

    private Paging() {}

    /** How many at most. */
    static int limit(Call call) {
        return call.whole("limit", 1, MAX, BY_DEFAULT);
    }

    /**
     * A page.
     *
     * @param next the cursor of the next page; null if this is the last
     */
    static Answer page(String name, List<? extends JsonAnswer> rows, @Nullable String next) {
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.list(json, name, rows);
            Json.text(json, "nextCursor", next);
            json.writeEndObject();
        });
    }
}
