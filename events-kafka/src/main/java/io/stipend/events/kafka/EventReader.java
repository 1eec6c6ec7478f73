package io.stipend.events.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an event back from a CloudEvent. Ignores properties that it does not know. Thread safe.
 *
 * <p>What is structured is read with Jackson 3 alone, not with the CloudEvents SDK's format: that one needs Jackson 2, in a
 * version of its own choice beside whatever else is on the class path.
 */
final class EventReader {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Map<String, EventType> TYPES =
            Stream.of(EventType.values()).collect(Collectors.toMap(EventType::wireName, type -> type));

    private EventReader() {}

    /**
     * Reads an event whose attributes are apart from its data.
     *
     * @return null if this version does not know the event's type
     * @throws IllegalArgumentException if it is not an event of Stipend, or is damaged
     */
    static @Nullable ResourceEvent read(CloudEvent event) {
        OffsetDateTime time = event.getTime();
        CloudEventData data = event.getData();
        return read(
                event.getId(),
                event.getType(),
                time == null ? null : time.toInstant(),
                data == null ? null : parse(data.toBytes()));
    }

    /**
     * Reads an event that is one JSON object, attributes and data: CloudEvents' structured mode.
     *
     * @return null if this version does not know the event's type
     * @throws IllegalArgumentException if it is not an event of Stipend, or is damaged
     */
    static @Nullable ResourceEvent readStructured(byte[] json) {
        JsonNode event = parse(json);
        return read(attribute(event, "id"), attribute(event, "type"), time(event), event.get("data"));
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String attribute(JsonNode event, String name) {
        JsonNode value = event.get(name);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException("not a CloudEvent: it has no '" + name + "'");
        }
        return value.stringValue();
    }

    private static @Nullable Instant time(JsonNode event) {
        try {
            return event.hasNonNull("time")
                    ? OffsetDateTime.parse(attribute(event, "time")).toInstant()
                    : null;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a CloudEvent: its time is " + event.get("time"), e);
        }
    }

    private static @Nullable ResourceEvent read(
            String id, String typeName, @Nullable Instant time, @Nullable JsonNode data) {
        EventType type = TYPES.get(typeName);
        if (type == null) {
            return null;
        }
        if (time == null || data == null) {
            throw new IllegalArgumentException("event " + id + " has no time or no data");
        }
        try {
            return read(type, new Data(data, time.toEpochMilli()));
        } catch (JacksonException | ArithmeticException e) {
            throw new IllegalArgumentException("event " + id + " has data of another kind: " + e.getMessage(), e);
        }
    }

    private static ResourceEvent read(EventType type, Data data) {
        return switch (type) {
            case RESERVED -> reserved(data);
            case USAGE ->
                new ResourceEvent.Usage(
                        data.text("tenant"),
                        data.text("reservationId"),
                        data.number("sequence"),
                        data.atMillis(),
                        data.textOrNull("stepId"),
                        data.number("usedUnits"),
                        data.real("usageRatio"));
            case WARNING ->
                new ResourceEvent.Warning(
                        data.text("tenant"),
                        data.text("reservationId"),
                        data.number("sequence"),
                        data.atMillis(),
                        data.textOrNull("stepId"),
                        data.real("usageRatio"));
            case CRITICAL -> critical(data);
            case EXTENDED ->
                new ResourceEvent.Extended(
                        data.text("tenant"),
                        data.text("reservationId"),
                        data.number("sequence"),
                        data.atMillis(),
                        data.texts("accounts"),
                        data.number("addedUnits"),
                        data.number("creditUnits"),
                        data.number("expiresAtMillis"));
            case COMPLETED -> completed(data);
            case RELEASED ->
                new ResourceEvent.Released(
                        data.text("tenant"),
                        data.text("reservationId"),
                        data.number("sequence"),
                        data.atMillis(),
                        data.textOrNull("userId"),
                        data.texts("accounts"),
                        data.number("durationMillis"),
                        data.number("costUnits"),
                        data.number("reservedDeltaUnits"));
            case EXPIRED ->
                new ResourceEvent.Expired(
                        data.text("tenant"),
                        data.text("reservationId"),
                        data.number("sequence"),
                        data.atMillis(),
                        data.textOrNull("userId"),
                        data.texts("accounts"),
                        data.number("durationMillis"),
                        data.number("costUnits"),
                        data.number("reservedDeltaUnits"));
            case ACCOUNT_CHANGED -> accountChanged(data);
        };
    }

    private static ResourceEvent reserved(Data data) {
        return new ResourceEvent.Reserved(
                data.text("tenant"),
                data.text("reservationId"),
                data.number("sequence"),
                data.atMillis(),
                data.textOrNull("userId"),
                data.textOrNull("swarmId"),
                data.textOrNull("stepId"),
                data.texts("accounts"),
                data.number("creditUnits"),
                data.numberOrNull("timeLimitMillis"),
                data.number("expiresAtMillis"),
                data.textMap("attributes"));
    }

    private static ResourceEvent critical(Data data) {
        return new ResourceEvent.Critical(
                data.text("tenant"),
                data.text("reservationId"),
                data.number("sequence"),
                data.atMillis(),
                data.textOrNull("stepId"),
                data.real("usageRatio"),
                data.text("resource"),
                data.number("used"),
                data.number("reserved"));
    }

    private static ResourceEvent completed(Data data) {
        return new ResourceEvent.Completed(
                data.text("tenant"),
                data.text("reservationId"),
                data.number("sequence"),
                data.atMillis(),
                data.textOrNull("userId"),
                data.texts("accounts"),
                data.number("durationMillis"),
                data.number("costUnits"),
                data.real("efficiency"),
                Math.toIntExact(data.number("warnings")),
                data.node("late").asBoolean(),
                data.number("reservedDeltaUnits"),
                data.number("spentDeltaUnits"));
    }

    private static ResourceEvent accountChanged(Data data) {
        return new ResourceEvent.AccountChanged(
                data.text("tenant"),
                data.text("account"),
                data.number("sequence"),
                data.atMillis(),
                data.text("change"),
                data.text("resource"),
                data.numberOrNull("limit"),
                data.number("allowanceDelta"),
                data.number("spentDelta"),
                data.text("reason"));
    }

    /** The data of an event, and when it happened. */
    private record Data(JsonNode json, long atMillis) {

        JsonNode node(String name) {
            JsonNode node = json.get(name);
            if (node == null || node.isNull()) {
                throw new IllegalArgumentException("event without '" + name + "'");
            }
            return node;
        }

        String text(String name) {
            return node(name).asString();
        }

        @Nullable
        String textOrNull(String name) {
            return json.hasNonNull(name) ? text(name) : null;
        }

        long number(String name) {
            JsonNode node = node(name);
            if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
                throw new IllegalArgumentException("event whose '" + name + "' is not a whole number: " + node);
            }
            return node.longValue();
        }

        @Nullable
        Long numberOrNull(String name) {
            return json.hasNonNull(name) ? number(name) : null;
        }

        double real(String name) {
            return node(name).asDouble();
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            node(name).forEach(each -> texts.add(each.asString()));
            return List.copyOf(texts);
        }

        Map<String, String> textMap(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (json.hasNonNull(name)) {
                node(name)
                        .properties()
                        .forEach(
                                each -> texts.put(each.getKey(), each.getValue().asString()));
            }
            return Map.copyOf(texts);
        }
    }
}
