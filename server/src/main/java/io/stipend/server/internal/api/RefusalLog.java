package io.stipend.server.internal.api;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The latest refusals of this process, for whoever asks why agents wait. Stores do not remember what they refused, so other processes
 * and those before know of others. Thread safe.
 */
public final class RefusalLog {

    private final int kept;
    private final Deque<Refusal> latest = new ArrayDeque<>();
    private long refused;

    private record Refusal(long number, long atMillis, String tenant, String key, String traceId, Rejection why)
            implements JsonAnswer {

        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeNumberProperty("number", number);
            Json.time(json, "at", atMillis);
            json.writeStringProperty("code", why.code().name());
            json.writeStringProperty("detail", why.message());
            AccountId account = why.account();
            Json.text(json, "account", account == null ? null : account.toString());
            Resource resource = why.resource();
            if (resource != null) {
                json.writeStringProperty("resource", Json.name(resource));
                Json.amount(json, "needed", resource, why.needed());
                Json.amount(json, "available", resource, why.available());
            }
            json.writeStringProperty("key", key);
            json.writeStringProperty("traceId", traceId);
            json.writeEndObject();
        }
    }

    public RefusalLog(int kept) {
        this.kept = kept;
    }

    /** The route that tells them. */
    public Route route() {
        return Route.get("/v1/refusals", Permission.READ, this::list);
    }

    void add(Call call, Rejection why) {
        synchronized (latest) {
            refused++;
            latest.addFirst(new Refusal(
                    refused,
                    System.currentTimeMillis(),
                    call.caller().tenant(),
                    call.caller().name(),
                    call.trace().traceId(),
                    why));
            if (latest.size() > kept) {
                latest.removeLast();
            }
        }
    }

    private Answer list(Call call) {
        call.allow("limit", "cursor");
        int limit = Paging.limit(call);
        long before = call.parameter("cursor", Cursors::number).orElse(Long.MAX_VALUE);
        List<Refusal> found = new ArrayList<>();
        synchronized (latest) {
            for (Refusal refusal : latest) {
                if (refusal.number() < before
                        && refusal.tenant().equals(call.caller().tenant())) {
                    found.add(refusal);
                }
            }
        }
        List<Refusal> page = found.subList(0, Math.min(limit, found.size()));
        return Paging.page("refusals", page, found.size() > limit ? next(page) : null);
    }

    private static @Nullable String next(List<Refusal> page) {
        return Long.toString(page.get(page.size() - 1).number());
    }
}
