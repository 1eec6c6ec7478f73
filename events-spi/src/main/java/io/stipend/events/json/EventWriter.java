package io.stipend.events.json;

import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON; the data follows the schemas. Amounts are whole numbers of the smallest unit below 2^53, so a
 * reader that has only floating point does not round them. For one thread at a time.
 */
public final class EventWriter {

    /** The attribute of CloudEvents' extension for distributed tracing. */
    public static final String TRACE_PARENT = "traceparent";

    /** The content type of the data. */
    public static final String CONTENT_TYPE = "application/json";

    private static final byte[] BEFORE_ID = utf8("{\"specversion\":\"1.0\",\"id\":");
    private static final byte[] BEFORE_SOURCE = utf8(",\"source\":");

    /** The JSON between the source and the subject, for each type. */
    private static final Map<EventType, byte[]> BEFORE_SUBJECT = new EnumMap<>(EventType.class);

    static {
        for (EventType type : EventType.values()) {
            String text = ",\"type\":\"" + type.wireName() + "\",\"datacontenttype\":\"" + CONTENT_TYPE
                    + "\",\"dataschema\":\"" + schema(type) + "\",\"subject\":";
            BEFORE_SUBJECT.put(type, utf8(text));
        }
    }

    private final JsonWriter json = new JsonWriter();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of the schema for the data of a type. */
    public static String schema(EventType type) {
        return "urn:stipend:schema:" + type.wireName() + ":1";
    }

    /** The data of an event, as UTF-8. */
    public byte[] data(ResourceEvent event) {
        json.begin();
        writeData(json, event);
        return json.written();
    }

    /**
     * A whole event in CloudEvents' JSON format, as UTF-8, byte for byte what the CloudEvents SDK writes. The SDK first creates the
     * data and then a tree around it. This writes the event in one pass, because the relay creates millions of events.
     *
     * @param id the event's id
     * @param source where it comes from, a URI reference
     * @param time when it happened, as RFC 3339 says it
     */
    public byte[] event(ResourceEvent event, String id, String source, String time) {
        json.begin();
        json.raw(BEFORE_ID);
        json.text(id);
        json.raw(BEFORE_SOURCE);
        json.text(source);
        json.raw(Objects.requireNonNull(BEFORE_SUBJECT.get(event.type())));
        json.text(event.stream());
        json.member(Member.TIME, time);
        write(json, Member.TRACE_PARENT, event.traceParent().orElse(null));
        json.member(Member.DATA);
        writeData(json, event);
        json.endObject();
        return json.written();
    }

    private static void writeData(JsonWriter json, ResourceEvent event) {
        json.startObject();
        json.member(Member.TENANT, event.tenant());
        json.member(Member.SEQUENCE, event.sequence());
        if (event instanceof ResourceEvent.OfReservation ofReservation) {
            json.member(Member.RESERVATION_ID, ofReservation.reservationId());
        }
        if (event instanceof ResourceEvent.MovesCredits move) {
            write(json, move);
        } else if (event instanceof ResourceEvent.Usage usage) {
            write(json, Member.STEP_ID, usage.stepId());
            json.member(Member.USED_UNITS, usage.usedUnits());
            json.member(Member.USAGE_RATIO, usage.usageRatio());
        } else if (event instanceof ResourceEvent.Warning warning) {
            write(json, Member.STEP_ID, warning.stepId());
            json.member(Member.USAGE_RATIO, warning.usageRatio());
        } else if (event instanceof ResourceEvent.Critical critical) {
            write(json, critical);
        } else if (event instanceof ResourceEvent.Refused refused) {
            write(json, refused);
        } else if (event instanceof ResourceEvent.AccountChanged changed) {
            write(json, changed);
        } else if (event instanceof ResourceEvent.AccountForecast forecast) {
            write(json, forecast);
        } else if (event instanceof ResourceEvent.PoolStarved starved) {
            write(json, starved);
        } else if (event instanceof ResourceEvent.ForecastCalibration calibration) {
            write(json, calibration);
        } else {
            throw new IllegalStateException("event of an unknown type: " + event);
        }
        json.endObject();
    }

    private static void write(JsonWriter json, ResourceEvent.MovesCredits move) {
        json.member(Member.ACCOUNTS, move.accounts());
        json.member(Member.RESERVED_DELTA_UNITS, move.reservedDeltaUnits());
        json.member(Member.SPENT_DELTA_UNITS, move.spentDeltaUnits());
        if (move instanceof ResourceEvent.Reserved reserved) {
            write(json, reserved);
        } else if (move instanceof ResourceEvent.Extended extended) {
            json.member(Member.ADDED_UNITS, extended.addedUnits());
            json.member(Member.RETURNED_UNITS, extended.returnedUnits());
            json.member(Member.CREDIT_UNITS, extended.creditUnits());
            json.member(Member.EXPIRES_AT_MILLIS, extended.expiresAtMillis());
        } else if (move instanceof ResourceEvent.Split split) {
            json.member(Member.CHILD_ID, split.childId());
            json.member(Member.GIVEN_UNITS, split.givenUnits());
            json.member(Member.RETURNED_UNITS, split.returnedUnits());
            json.member(Member.CREDIT_UNITS, split.creditUnits());
        } else if (move instanceof ResourceEvent.Completed completed) {
            writeClose(json, completed.userId(), completed.durationMillis(), completed.costUnits());
            json.member(Member.EFFICIENCY, completed.efficiency());
            json.member(Member.WARNINGS, completed.warnings());
            json.member(Member.LATE, completed.late());
        } else if (move instanceof ResourceEvent.Released released) {
            writeClose(json, released.userId(), released.durationMillis(), released.costUnits());
        } else if (move instanceof ResourceEvent.Expired expired) {
            writeClose(json, expired.userId(), expired.durationMillis(), expired.costUnits());
        } else if (move instanceof ResourceEvent.Charged charged) {
            write(json, Member.USER_ID, charged.userId());
            write(json, Member.SWARM_ID, charged.swarmId());
            json.member(Member.USED_UNITS, charged.usedUnits());
            json.member(Member.COST_UNITS, charged.costUnits());
            writeAttributes(json, charged.attributes());
        } else {
            throw new IllegalStateException("event of an unknown type: " + move);
        }
    }

    private static void write(JsonWriter json, ResourceEvent.Reserved reserved) {
        write(json, Member.USER_ID, reserved.userId());
        write(json, Member.SWARM_ID, reserved.swarmId());
        write(json, Member.PARENT_ID, reserved.parentId());
        write(json, Member.STEP_ID, reserved.stepId());
        json.member(Member.CREDIT_UNITS, reserved.creditUnits());
        write(json, Member.TIME_LIMIT_MILLIS, reserved.timeLimitMillis());
        json.member(Member.EXPIRES_AT_MILLIS, reserved.expiresAtMillis());
        writeAttributes(json, reserved.attributes());
    }

    private static void writeAttributes(JsonWriter json, Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            json.member(Member.ATTRIBUTES);
            json.startObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.anyMember(attribute.getKey(), attribute.getValue());
            }
            json.endObject();
        }
    }

    private static void write(JsonWriter json, ResourceEvent.Critical critical) {
        write(json, Member.STEP_ID, critical.stepId());
        json.member(Member.USAGE_RATIO, critical.usageRatio());
        json.member(Member.RESOURCE, critical.resource());
        json.member(Member.USED, critical.used());
        json.member(Member.RESERVED, critical.reserved());
    }

    private static void write(JsonWriter json, ResourceEvent.Refused refused) {
        write(json, Member.USER_ID, refused.userId());
        json.member(Member.SHADOW, refused.shadow());
        json.member(Member.CODE, refused.code());
        write(json, Member.ACCOUNT, refused.account());
        json.member(Member.RESOURCE, refused.resource());
        json.member(Member.NEEDED, refused.needed());
        json.member(Member.AVAILABLE, refused.available());
    }

    private static void write(JsonWriter json, ResourceEvent.AccountChanged changed) {
        json.member(Member.ACCOUNT, changed.account());
        json.member(Member.CHANGE, changed.change());
        json.member(Member.RESOURCE, changed.resource());
        write(json, Member.LIMIT, changed.limit());
        json.member(Member.ALLOWANCE_DELTA, changed.allowanceDelta());
        json.member(Member.SPENT_DELTA, changed.spentDelta());
        json.member(Member.REASON, changed.reason());
    }

    private static void write(JsonWriter json, ResourceEvent.AccountForecast forecast) {
        json.member(Member.ACCOUNT, forecast.account());
        json.member(Member.RUNS_OUT, forecast.runsOut());
        json.member(Member.AVAILABLE_UNITS, forecast.availableUnits());
        write(json, Member.EXPECTED_AT_MILLIS, forecast.expectedAtMillis());
        write(json, Member.EARLIEST_AT_MILLIS, forecast.earliestAtMillis());
        write(json, Member.LATEST_AT_MILLIS, forecast.latestAtMillis());
        json.member(Member.STATED_COVERAGE, forecast.statedCoverage());
        Double measured = forecast.measuredCoverage();
        if (measured != null) {
            json.member(Member.MEASURED_COVERAGE, measured);
        }
        json.member(Member.CHECKS, forecast.checks());
        write(json, Member.PERIOD_ENDS_AT_MILLIS, forecast.periodEndsAtMillis());
    }

    private static void write(JsonWriter json, ResourceEvent.PoolStarved starved) {
        json.member(Member.ACCOUNT, starved.account());
        json.member(Member.STARVED, starved.starved());
        write(json, Member.USER_ID, starved.userId());
        write(json, Member.SWARM_ID, starved.swarmId());
        json.member(Member.RESOURCE, starved.resource());
        json.member(Member.IN_USE, starved.inUse());
        json.member(Member.MINIMUM, starved.minimum());
        json.member(Member.WANTED, starved.wanted());
        json.member(Member.SINCE_MILLIS, starved.sinceMillis());
    }

    private static void write(JsonWriter json, ResourceEvent.ForecastCalibration calibration) {
        write(json, Member.MODEL, calibration.model());
        json.member(Member.STATED, calibration.stated());
        json.member(Member.MEASURED, calibration.measured());
        json.member(Member.STEPS, calibration.steps());
        json.member(Member.ABOVE, calibration.above());
        json.member(Member.MODEL_STEPS, calibration.modelSteps());
        json.member(Member.OUTPUT_USED, calibration.outputUsed());
        json.member(Member.OUTPUT_HELD, calibration.outputHeld());
        json.member(Member.EXTENSIONS, calibration.extensions());
        json.member(Member.REFUSED_EXTENSIONS, calibration.refusedExtensions());
    }

    private static void writeClose(JsonWriter json, @Nullable String userId, long durationMillis, long costUnits) {
        write(json, Member.USER_ID, userId);
        json.member(Member.DURATION_MILLIS, durationMillis);
        json.member(Member.COST_UNITS, costUnits);
    }

    private static void write(JsonWriter json, Member name, @Nullable String value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private static void write(JsonWriter json, Member name, @Nullable Long value) {
        if (value != null) {
            json.member(name, value);
        }
    }
}
