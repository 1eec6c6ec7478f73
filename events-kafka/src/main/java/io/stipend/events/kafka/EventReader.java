package io.stipend.events.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** The component of each record that comes with the attributes, not with the data. */
    private static final String TIME = "timestampMillis";

    private static final Set<String> OPTIONAL = Set.of(
            "userId",
            "swarmId",
            "parentId",
            "stepId",
            "timeLimitMillis",
            "limit",
            "expectedAtMillis",
            "earliestAtMillis",
            "latestAtMillis",
            "measuredCoverage",
            "periodEndsAtMillis",
            "model");

    /** How to make the record of a type: its other components are properties of the data, by the same names. */
    private record Shape(Constructor<? extends ResourceEvent> constructor, List<RecordComponent> components) {

        static Shape of(Class<? extends ResourceEvent> record) {
            List<RecordComponent> components = List.of(record.getRecordComponents());
            try {
                return new Shape(
                        record.getConstructor(components.stream()
                                .map(RecordComponent::getType)
                                .toArray(Class[]::new)),
                        components);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(record + " has no public constructor", e);
            }
        }
    }

    private static final Map<EventType, Shape> SHAPES =
            Stream.of(EventType.values()).collect(Collectors.toMap(type -> type, type -> Shape.of(recordOf(type))));

    private EventReader() {}

    private static Class<? extends ResourceEvent> recordOf(EventType type) {
        return switch (type) {
            case RESERVED -> ResourceEvent.Reserved.class;
            case USAGE -> ResourceEvent.Usage.class;
            case WARNING -> ResourceEvent.Warning.class;
            case CRITICAL -> ResourceEvent.Critical.class;
            case EXTENDED -> ResourceEvent.Extended.class;
            case SPLIT -> ResourceEvent.Split.class;
            case COMPLETED -> ResourceEvent.Completed.class;
            case RELEASED -> ResourceEvent.Released.class;
            case EXPIRED -> ResourceEvent.Expired.class;
            case CHARGED -> ResourceEvent.Charged.class;
            case REFUSED -> ResourceEvent.Refused.class;
            case ACCOUNT_CHANGED -> ResourceEvent.AccountChanged.class;
            case ACCOUNT_FORECAST -> ResourceEvent.AccountForecast.class;
            case POOL_STARVED -> ResourceEvent.PoolStarved.class;
            case FORECAST_CALIBRATION -> ResourceEvent.ForecastCalibration.class;
        };
    }

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
        Shape shape = Objects.requireNonNull(SHAPES.get(type));
        @Nullable Object[] values = new Object[shape.components().size()];
        try {
            for (int i = 0; i < values.length; i++) {
                RecordComponent component = shape.components().get(i);
                values[i] = component.getName().equals(TIME)
                        ? (Object) time.toEpochMilli()
                        : value(component, isOptional(type, component.getName()), data.get(component.getName()));
            }
            return shape.constructor().newInstance(values);
        } catch (JacksonException | ArithmeticException e) {
            throw new IllegalArgumentException("event " + id + " has data of another kind: " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an event's record cannot be made", e);
        }
    }

    /** Whether the data of a type may be without a member. */
    private static boolean isOptional(EventType type, String name) {
        return OPTIONAL.contains(name) || (type == EventType.REFUSED && name.equals("account"));
    }

    private static @Nullable Object value(RecordComponent component, boolean optional, @Nullable JsonNode node) {
        Class<?> type = component.getType();
        String name = component.getName();
        if (node == null || node.isNull()) {
            if (type == Map.class) {
                return Map.of();
            } else if (optional) {
                return null;
            }
            throw new IllegalArgumentException("event without '" + name + "'");
        }
        if (type == String.class) {
            return node.asString();
        } else if (type == double.class || type == Double.class) {
            return node.asDouble();
        } else if (type == boolean.class) {
            return node.asBoolean();
        } else if (type == List.class) {
            return node.valueStream().map(JsonNode::asString).toList();
        } else if (type == Map.class) {
            return node.propertyStream()
                    .collect(Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, each -> each.getValue().asString()));
        }
        if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
            throw new IllegalArgumentException("event whose '" + name + "' is not a whole number: " + node);
        }
        return type == int.class ? (Object) Math.toIntExact(node.longValue()) : (Object) node.longValue();
    }
}
