package io.stipend.events.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.stipend.events.ResourceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON, their data as the schemas say. Amounts are whole numbers of the smallest unit below 2^53, so that
 * no reader that knows floating point alone rounds them. Thread safe.
 */
final class EventWriter {

    /** About what an event needs. */
    private static final int USUAL_BYTES = 1024;

    private final JsonFactory factory = new JsonFactory();

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** The data of an event, as UTF-8. */
    byte[] data(ResourceEvent event) {
        return bytes(json -> writeData(json, event));
    }

    /**
     * A whole event in CloudEvents' JSON format, as UTF-8. Written in one go, data and all: the relay makes millions, and
     * the SDK's own writer first makes the data, then a tree of what is around it.
     */
    byte[] event(ResourceEvent event, String id, String source, String dataSchema) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", id);
            json.writeStringField("source", source);
            json.writeStringField("type", event.type().wireName());
            json.writeStringField("subject", event.stream());
            json.writeStringField("time", event.timestamp().toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeStringField("dataschema", dataSchema);
            json.writeFieldName("data");
            writeData(json, event);
            json.writeEndObject();
        });
    }

    private byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes takes everything", e);
        }
        return bytes.toByteArray();
    }

    private static void writeData(JsonGenerator json, ResourceEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("tenant", event.tenant());
        json.writeNumberField("sequence", event.sequence());
        if (event instanceof ResourceEvent.OfReservation ofReservation) {
            json.writeStringField("reservationId", ofReservation.reservationId());
        }
        if (event instanceof ResourceEvent.MovesCredits move) {
            write(json, move);
        } else if (event instanceof ResourceEvent.Usage usage) {
            write(json, "stepId", usage.stepId());
            json.writeNumberField("usedMicros", usage.usedMicros());
            json.writeNumberField("usageRatio", usage.usageRatio());
        } else if (event instanceof ResourceEvent.Warning warning) {
            write(json, "stepId", warning.stepId());
            json.writeNumberField("usageRatio", warning.usageRatio());
        } else if (event instanceof ResourceEvent.Critical critical) {
            write(json, critical);
        } else if (event instanceof ResourceEvent.AccountChanged changed) {
            write(json, changed);
        } else {
            throw new IllegalStateException("event of an unknown type: " + event);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ResourceEvent.MovesCredits move) throws IOException {
        writeAll(json, "accounts", move.accounts());
        json.writeNumberField("reservedDeltaMicros", move.reservedDeltaMicros());
        json.writeNumberField("spentDeltaMicros", move.spentDeltaMicros());
        if (move instanceof ResourceEvent.Reserved reserved) {
            write(json, reserved);
        } else if (move instanceof ResourceEvent.Extended extended) {
            json.writeNumberField("addedMicros", extended.addedMicros());
            json.writeNumberField("creditMicros", extended.creditMicros());
            json.writeNumberField("expiresAtMillis", extended.expiresAtMillis());
        } else if (move instanceof ResourceEvent.Completed completed) {
            writeClose(json, completed.userId(), completed.durationMillis(), completed.costMicros());
            json.writeNumberField("efficiency", completed.efficiency());
            json.writeNumberField("warnings", completed.warnings());
            json.writeBooleanField("late", completed.late());
        } else if (move instanceof ResourceEvent.Released released) {
            writeClose(json, released.userId(), released.durationMillis(), released.costMicros());
        } else if (move instanceof ResourceEvent.Expired expired) {
            writeClose(json, expired.userId(), expired.durationMillis(), expired.costMicros());
        } else {
            throw new IllegalStateException("event of an unknown type: " + move);
        }
    }

    private static void write(JsonGenerator json, ResourceEvent.Reserved reserved) throws IOException {
        write(json, "userId", reserved.userId());
        write(json, "swarmId", reserved.swarmId());
        write(json, "stepId", reserved.stepId());
        json.writeNumberField("creditMicros", reserved.creditMicros());
        Long timeLimit = reserved.timeLimitMillis();
        if (timeLimit != null) {
            json.writeNumberField("timeLimitMillis", timeLimit);
        }
        json.writeNumberField("expiresAtMillis", reserved.expiresAtMillis());
        if (!reserved.attributes().isEmpty()) {
            json.writeObjectFieldStart("attributes");
            for (Map.Entry<String, String> attribute : reserved.attributes().entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ResourceEvent.Critical critical) throws IOException {
        write(json, "stepId", critical.stepId());
        json.writeNumberField("usageRatio", critical.usageRatio());
        json.writeStringField("resource", critical.resource());
        json.writeNumberField("used", critical.used());
        json.writeNumberField("reserved", critical.reserved());
    }

    private static void write(JsonGenerator json, ResourceEvent.AccountChanged changed) throws IOException {
        json.writeStringField("account", changed.account());
        json.writeStringField("change", changed.change());
        json.writeStringField("resource", changed.resource());
        Long limit = changed.limit();
        if (limit != null) {
            json.writeNumberField("limit", limit);
        }
        json.writeNumberField("allowanceDelta", changed.allowanceDelta());
        json.writeNumberField("spentDelta", changed.spentDelta());
        json.writeStringField("reason", changed.reason());
    }

    private static void writeClose(JsonGenerator json, @Nullable String userId, long durationMillis, long costMicros)
            throws IOException {
        write(json, "userId", userId);
        json.writeNumberField("durationMillis", durationMillis);
        json.writeNumberField("costMicros", costMicros);
    }

    private static void write(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void writeAll(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
