package io.stipend.server.internal.dashboard;

import io.stipend.core.background.Health;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.Journal;
import io.stipend.server.internal.api.Activity;
import io.stipend.server.internal.api.Refreshed.Seen;
import io.stipend.server.internal.api.VerificationRoutes;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A tenant at a glance, and what somebody should look at. Each figure says when it was so; what has not been looked at yet is not there.
 */
final class Overview implements JsonAnswer {

    /** How many steps of activity are told: ten minutes. */
    private static final int STEPS = 120;

    private static final int STEPS_PER_MINUTE = 60 / Activity.STEP_SECONDS;

    private final long nowMillis = System.currentTimeMillis();
    private final Optional<Seen<AccountBoard>> board;
    private final Optional<Seen<HoldSummary>> holds;
    private final Optional<Seen<Health.Report>> health;
    private final Optional<Seen<Journal.Backlog>> backlog;
    private final Optional<VerificationRoutes.Latest> verified;
    private final Activity.Series activity;

    Overview(Watch watch, String tenant, Activity activity, VerificationRoutes verifications) {
        TenantWatch ofTenant = watch.tenant(tenant);
        this.board = ofTenant.board().latest();
        this.holds = ofTenant.holds().latest();
        this.health = watch.health().latest();
        this.backlog = watch.backlog().latest();
        this.verified = verifications.latest(tenant);
        this.activity = activity.of(tenant);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        Json.time(json, "at", nowMillis);
        health.ifPresent(seen -> writeHealth(json, seen));
        board.ifPresent(seen -> writeBoard(json, seen));
        holds.ifPresent(seen -> writeHolds(json, seen));
        backlog.ifPresent(seen -> writeBacklog(json, seen));
        verified.ifPresent(latest -> writeVerified(json, latest));
        writeActivity(json);
        json.writeEndObject();
    }

    private static void writeHealth(JsonGenerator json, Seen<Health.Report> seen) {
        json.writeObjectPropertyStart("health");
        Json.time(json, "asOf", seen.atMillis());
        json.writeStringProperty("status", seen.value().status().name());
        json.writeArrayPropertyStart("components");
        // What a component says of itself may name addresses.
        for (Health.Component component : seen.value().components()) {
            json.writeStartObject();
            json.writeStringProperty("name", component.name());
            json.writeStringProperty("status", component.status().name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeBoard(JsonGenerator json, Seen<AccountBoard> seen) {
        AccountBoard board = seen.value();
        AccountBoard.Totals totals = board.ofUsers();
        json.writeObjectPropertyStart("accounts");
        Json.time(json, "asOf", seen.atMillis());
        json.writeNumberProperty("count", board.size());
        json.writeNumberProperty("users", totals.accounts());
        json.writeNumberProperty("unlimited", totals.unlimited());
        Json.amount(json, "spent", Resource.CREDITS, totals.spent());
        Json.amount(json, "held", Resource.CREDITS, totals.held());
        Json.amount(json, "left", Resource.CREDITS, totals.left());
        json.writeArrayPropertyStart("concerns");
        for (Concern concern : Concern.values()) {
            json.writeStartObject();
            json.writeStringProperty("concern", concern.label());
            json.writeNumberProperty("count", board.count(concern));
            Json.list(
                    json,
                    "worst",
                    board.worst(concern).stream().map(Overview::row).toList());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static JsonAnswer row(BoardRow row) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("account", row.account().toString());
            writeRow(json, row);
            json.writeEndObject();
        };
    }

    /** What is known of an account beyond its books. */
    static void writeRow(JsonGenerator json, BoardRow row) {
        json.writeStringProperty("tightest", Json.name(row.tightest()));
        if (row.use() >= 0) {
            json.writeNumberProperty("use", row.use());
        }
        Json.time(json, "emptyAt", row.emptyAtMillis());
        Json.texts(json, "concerns", row.concerns().stream().map(Concern::label).toList());
    }

    private static void writeHolds(JsonGenerator json, Seen<HoldSummary> seen) {
        HoldSummary holds = seen.value();
        json.writeObjectPropertyStart("holds");
        Json.time(json, "asOf", seen.atMillis());
        json.writeNumberProperty("open", holds.open());
        Json.amount(json, "held", Resource.CREDITS, holds.held());
        json.writeNumberProperty("pastLease", holds.pastLease());
        if (holds.open() > 0) {
            json.writeStringProperty("oldest", holds.oldestId());
            Json.time(json, "oldestOpenedAt", holds.oldestAtMillis());
        }
        if (holds.pastLease() > 0) {
            json.writeStringProperty("longestPast", holds.longestPastId());
            Json.time(json, "longestPastSince", holds.longestPastAtMillis());
        }
        json.writeEndObject();
    }

    private static void writeBacklog(JsonGenerator json, Seen<Journal.Backlog> seen) {
        json.writeObjectPropertyStart("backlog");
        Json.time(json, "asOf", seen.atMillis());
        json.writeNumberProperty("entries", seen.value().entries());
        json.writeNumberProperty("oldestAgeMillis", seen.value().oldestAgeMillis());
        json.writeEndObject();
    }

    private static void writeVerified(JsonGenerator json, VerificationRoutes.Latest latest) {
        json.writeObjectPropertyStart("verified");
        json.writeStringProperty("state", latest.state());
        Json.time(json, "startedAt", latest.startedAtMillis());
        latest.findings().ifPresent(findings -> json.writeNumberProperty("findings", findings));
        json.writeEndObject();
    }

    private void writeActivity(JsonGenerator json) {
        json.writeObjectPropertyStart("activity");
        json.writeNumberProperty("stepSeconds", Activity.STEP_SECONDS);
        json.writeNumberProperty("grantedLastMinute", lastMinute(activity.granted()));
        json.writeNumberProperty("refusedLastMinute", lastMinute(activity.refused()));
        writeSteps(json, "granted", activity.granted());
        writeSteps(json, "refused", activity.refused());
        json.writeEndObject();
    }

    private static int lastMinute(int[] counts) {
        return Activity.Series.latest(counts, STEPS_PER_MINUTE);
    }

    private static void writeSteps(JsonGenerator json, String name, int[] counts) {
        json.writeArrayPropertyStart(name);
        for (int i = counts.length - STEPS; i < counts.length; i++) {
            json.writeNumber(counts[i]);
        }
        json.writeEndArray();
    }
}
