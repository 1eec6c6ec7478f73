package io.stipend.server.internal.api;

import io.stipend.core.Extension;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StepAdvice;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What is told of reservations and accounts. */
public final class Answers {

    private Answers() {}

    /** A reservation as it stands. */
    public static JsonAnswer reservation(ReservationSnapshot snapshot) {
        return json -> {
            JournalEntry.Closed closing = snapshot.closing();
            json.writeStartObject();
            json.writeStringProperty("id", snapshot.header().id().value());
            json.writeStringProperty(
                    "state", closing == null ? "OPEN" : closing.kind().name());
            Json.text(json, "user", snapshot.header().path().userId());
            Json.text(json, "swarm", snapshot.header().swarmId());
            Json.text(json, "step", snapshot.stepId());
            Json.text(json, "parent", snapshot.header().parentId());
            Json.texts(json, "accounts", snapshot.header().path().texts());
            json.writeObjectPropertyStart("attributes");
            snapshot.attributes().forEach(json::writeStringProperty);
            json.writeEndObject();
            Json.amounts(json, "held", snapshot.held());
            Json.amounts(json, "used", snapshot.used());
            Json.time(json, "openedAt", snapshot.header().openedAtMillis());
            Json.time(json, "expiresAt", snapshot.expiresAtMillis());
            json.writeNumberProperty("leaseMillis", snapshot.leaseMillis());
            json.writeNumberProperty("sequence", snapshot.sequence());
            if (closing != null) {
                closing(json, closing);
            }
            json.writeEndObject();
        };
    }

    private static void closing(JsonGenerator json, JournalEntry.Closed closing) {
        json.writeObjectPropertyStart("closing");
        Json.time(json, "at", closing.atMillis());
        json.writeStringProperty("operation", closing.operationId().toString());
        json.writeBooleanProperty("late", closing.late());
        Json.amounts(json, "charged", closing.charged());
        Json.amounts(json, "returned", closing.returned());
        json.writeEndObject();
    }

    /** How far a step has come. */
    static JsonAnswer progress(TrackingReport report) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("status", report.status().name());
            json.writeStringProperty("level", report.level().name());
            Json.texts(json, "entered", report.entered());
            json.writeNumberProperty("usageRatio", report.usageRatio());
            Json.amounts(json, "held", report.held());
            Json.amounts(json, "used", report.used());
            Json.amounts(json, "remaining", report.remaining());
            Json.time(json, "expiresAt", report.expiresAt().toEpochMilli());
            json.writeNumberProperty("sequence", report.sequence());
            balances(json, report.balances());
            json.writeEndObject();
        };
    }

    /** What an extension did. */
    static JsonAnswer extended(Extension.Result.Extended extended) {
        return json -> {
            json.writeStartObject();
            Json.amounts(json, "added", extended.added());
            Json.amounts(json, "returned", extended.returned());
            json.writeNumberProperty("usageRatio", extended.usageRatio());
            Json.amounts(json, "held", extended.held());
            Json.amounts(json, "used", extended.used());
            Json.amounts(json, "remaining", extended.remaining());
            Json.time(json, "expiresAt", extended.expiresAtMillis());
            json.writeNumberProperty("sequence", extended.sequence());
            balances(json, extended.balances());
            json.writeEndObject();
        };
    }

    private static void balances(JsonGenerator json, List<Balance> balances) {
        json.writeArrayPropertyStart("balances");
        for (Balance balance : balances) {
            json.writeStartObject();
            json.writeStringProperty("account", balance.account().toString());
            json.writeObjectPropertyStart("available");
            for (int r = 0; r < Resource.count(); r++) {
                Resource resource = Resource.at(r);
                Json.amount(json, Json.name(resource), resource, balance.available(resource));
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** How a reservation ended. */
    static JsonAnswer settlement(SettlementReport report) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("id", report.reservationId().value());
            json.writeStringProperty("status", report.status().name());
            json.writeStringProperty("level", report.level().name());
            Json.texts(json, "warnings", report.warnings());
            json.writeNumberProperty("usageRatio", report.usageRatio());
            json.writeNumberProperty("efficiency", report.efficiency().score());
            json.writeNumberProperty("durationMillis", report.duration().toMillis());
            json.writeBooleanProperty("late", report.late());
            Json.amounts(json, "held", report.held());
            Json.amounts(json, "used", report.used());
            Json.amounts(json, "charged", report.charged());
            Json.amounts(json, "returned", report.returned());
            Json.amounts(json, "overrun", report.overrun());
            Json.amounts(json, "uncollected", report.uncollected());
            Json.amounts(json, "overcharged", report.overcharged());
            json.writeEndObject();
        };
    }

    /** An account's books. */
    static JsonAnswer account(AccountView view) {
        return json -> {
            json.writeStartObject();
            writeAccount(json, view);
            json.writeEndObject();
        };
    }

    /** The members of an account's books. */
    public static void writeAccount(JsonGenerator json, AccountView view) {
        json.writeStringProperty("account", view.account().toString());
        json.writeNumberProperty("sequence", view.sequence());
        Json.time(json, "periodEndsAt", view.periodEndsAtMillis());
        Json.text(json, "frozen", view.frozen());
        json.writeObjectPropertyStart("resources");
        for (int r = 0; r < Resource.count(); r++) {
            resource(json, view, Resource.at(r));
        }
        json.writeEndObject();
    }

    private static void resource(JsonGenerator json, AccountView view, Resource resource) {
        json.writeObjectPropertyStart(Json.name(resource));
        Json.amount(json, "limit", resource, view.limits().find(resource));
        json.writeBooleanProperty("overridden", view.overridden().contains(resource));
        Json.amount(json, "grants", resource, view.grants().get(resource));
        Json.amount(json, "reserved", resource, view.reserved().get(resource));
        Json.amount(json, "spent", resource, view.spent().get(resource));
        Json.amount(json, "available", resource, view.available(resource));
        Json.amount(json, "overdraft", resource, view.overdraft().get(resource));
        Json.amount(json, "debt", resource, view.debt(resource));
        json.writeEndObject();
    }

    /** What to do with a step. */
    static JsonAnswer advice(StepAdvice advice) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("kind", advice.kind().name());
            json.writeStringProperty("text", advice.text());
            Json.text(json, "model", advice.model());
            switch (advice.kind()) {
                case PROCEED, REFUSE -> {}
                case DOWNGRADE -> Json.amount(json, "saved", Resource.CREDITS, advice.savedUnits());
                case WAIT -> json.writeNumberProperty("waitMillis", advice.waitMillis());
                case DEFER -> Json.time(json, "until", advice.untilMillis());
                case CAP_OUTPUT -> {
                    json.writeNumberProperty("outputTokens", advice.outputTokens());
                    Json.amount(json, "wasted", Resource.CREDITS, advice.wastedUnits());
                }
            }
            json.writeEndObject();
        };
    }

    /** One change of an account. */
    static JsonAnswer change(AccountChanged entry) {
        return json -> {
            Resource resource = entry.resource();
            json.writeStartObject();
            json.writeStringProperty("account", entry.account().toString());
            json.writeNumberProperty("sequence", entry.sequence());
            Json.time(json, "at", entry.atMillis());
            json.writeStringProperty("change", entry.change().name());
            json.writeStringProperty("resource", Json.name(resource));
            if (entry.limit() >= 0) {
                Json.amount(json, "limit", resource, entry.limit());
            }
            Json.amount(json, "allowanceDelta", resource, entry.allowanceDelta());
            Json.amount(json, "spentDelta", resource, entry.spentDelta());
            json.writeStringProperty("reason", entry.reason());
            json.writeEndObject();
        };
    }
}
