package io.stipend.cli.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record as a CloudEvent in JSON on one line, also if its attributes are in the record's headers. */
final class CloudEventJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String STRUCTURED = "application/cloudevents+json";

    /** What comes first, in this order; then what else the event has. */
    private static final List<String> ATTRIBUTES = List.of(
            CloudEventV1.SPECVERSION,
            CloudEventV1.ID,
            CloudEventV1.SOURCE,
            CloudEventV1.TYPE,
            CloudEventV1.DATACONTENTTYPE,
            CloudEventV1.DATASCHEMA,
            CloudEventV1.SUBJECT,
            CloudEventV1.TIME);

    private CloudEventJson() {}

    /**
     * The line, without its end.
     *
     * @throws IllegalArgumentException if the record is not a CloudEvent whose data is JSON
     * @throws io.cloudevents.rw.CloudEventRWException likewise, as the CloudEvents SDK says it
     */
    static String line(Headers headers, byte[] value) {
        Header type = headers.lastHeader("content-type");
        boolean structured = type != null && new String(type.value(), StandardCharsets.UTF_8).startsWith(STRUCTURED);
        JsonNode event =
                structured ? parse(value) : ofAttributes(new CloudEventDeserializer().deserialize("", headers, value));
        if (!event.hasNonNull(CloudEventV1.SPECVERSION)) {
            throw new IllegalArgumentException("not a CloudEvent: it has no '" + CloudEventV1.SPECVERSION + "'");
        }
        return JSON.writeValueAsString(event);
    }

    private static JsonNode ofAttributes(CloudEvent event) {
        ObjectNode json = JSON.createObjectNode();
        Set<String> names = new LinkedHashSet<>(ATTRIBUTES);
        names.retainAll(event.getAttributeNames());
        for (String name : names) {
            json.put(name, String.valueOf(event.getAttribute(name)));
        }
        for (String name : event.getExtensionNames()) {
            json.putPOJO(name, event.getExtension(name));
        }
        CloudEventData data = event.getData();
        return data == null ? json : json.set("data", parse(data.toBytes()));
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
