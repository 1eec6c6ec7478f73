package io.stipend.server.internal.dashboard;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.api.Kept;
import io.stipend.server.internal.api.StoreClock;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was charged in the last minutes, hours or days, by time, user, swarm and model, from the closed reservations that the store keeps.
 * An answer is kept for a step of its time, a minute at most, and one is made at a time, so that whoever asks again and again does not
 * keep the store at work. Thread safe.
 */
final class UsageRoute {

    private static final int MAX_MINUTES = 31 * 24 * 60;
    private static final int MINUTES = 60;
    private static final int STEPS = 60;
    private static final int LIMIT = 10;
    private static final int KEPT = 256;
    private static final long LEAST_STEP_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final long LEAST_KEPT_MILLIS = 2_000;
    private static final long MOST_KEPT_MILLIS = 60_000;

    private final Deployment deployment;
    private final StoreClock clock;
    private final Kept<Asked, Answer> kept = new Kept<>(KEPT, Asked::tenant);

    private record Asked(
            String tenant,
            UsageQuery.By by,
            int minutes,
            int steps,
            @Nullable AccountId account,
            int limit) {

        long stepMillis() {
            return Math.max(LEAST_STEP_MILLIS, TimeUnit.MINUTES.toMillis(minutes) / steps);
        }

        /**
         * From so many steps ago up to the end of the step that is under way. Where there is but one, it ends with the minute, so that it
         * reaches back as far as is asked for.
         */
        UsageQuery query(long nowMillis) {
            long unit = steps == 1 ? MINUTE_MILLIS : stepMillis();
            long end = (nowMillis / unit + 1) * unit;
            return new UsageQuery(tenant, end - steps * stepMillis(), end, stepMillis(), by, account, limit);
        }
    }

    UsageRoute(Deployment deployment, StoreClock clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    Route route() {
        return Route.get("/v1/usage", Permission.READ, this::show);
    }

    private Answer show(Call call) {
        call.allow("by", "minutes", "steps", "account", "limit");
        String tenant = call.caller().tenant();
        Asked asked = new Asked(
                tenant,
                call.parameter("by", UsageRoute::by).orElse(UsageQuery.By.ALL),
                call.whole("minutes", 1, MAX_MINUTES, MINUTES),
                call.whole("steps", 1, UsageQuery.MAX_STEPS, STEPS),
                call.parameter("account", text -> AccountId.parse(tenant, text)).orElse(null),
                call.whole("limit", 1, UsageQuery.MAX_KEYS, LIMIT));
        long keptMillis = Math.max(LEAST_KEPT_MILLIS, Math.min(MOST_KEPT_MILLIS, asked.stepMillis()));
        return kept.get(asked, keptMillis, () -> answer(asked));
    }

    private Answer answer(Asked asked) {
        long now = clock.millis();
        UsageQuery query = asked.query(now);
        List<UsageSum> sums = deployment.books().usage(query);
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.time(json, "asOf", now);
            Json.time(json, "from", query.fromMillis());
            Json.time(json, "to", query.toMillis());
            json.writeNumberProperty("stepMillis", query.stepMillis());
            Json.list(json, "sums", sums.stream().map(UsageRoute::sum).toList());
            json.writeEndObject();
        });
    }

    private static JsonAnswer sum(UsageSum sum) {
        return json -> {
            json.writeStartObject();
            Json.time(json, "at", sum.fromMillis());
            Json.text(json, "key", sum.key());
            json.writeNumberProperty("reservations", sum.reservations());
            Json.amounts(json, "charged", sum.charged());
            json.writeEndObject();
        };
    }

    private static UsageQuery.By by(String text) {
        return Arrays.stream(UsageQuery.By.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "by is '" + JsonObject.shown(text) + "'; give all, user, swarm or model"));
    }
}
