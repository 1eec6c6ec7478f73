package io.stipend.events.kafka;

import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.stipend.events.ResourceEvent;
import io.stipend.events.json.EventWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Turns events into records of the topic and of the dead letter topic. For one thread at a time. */
final class Records {

    static final ByteArraySerializer SERIALIZER = new ByteArraySerializer();

    static final String REASON_HEADER = "stipend-reason";
    static final String CUT_HEADER = "stipend-cut-from-bytes";

    /** How much of a dead letter is kept if it is too large for its topic: enough for a person to find the reservation. */
    private static final int MAX_CUT_BYTES = 16 * 1024;

    private static final String CONTENT_TYPE_HEADER = "content-type";

    private static final String STRUCTURED_TYPE = "application/cloudevents+json";

    /** The headers of a record whose value is a whole event; they are the same in each record. */
    private static final List<Header> STRUCTURED =
            List.of(new RecordHeader(CONTENT_TYPE_HEADER, STRUCTURED_TYPE.getBytes(StandardCharsets.UTF_8)));

    /** A tenant, and its name as a URI. */
    private record Source(String tenant, String uri) {

        static Source of(String tenant) {
            return new Source(tenant, "urn:stipend:tenant:" + percentEncoded(tenant));
        }
    }

    private final KafkaEventsConfig config;
    private final EventWriter json = new EventWriter();
    private final Timestamps timestamps = new Timestamps();

    /** The source of the last event; most events have the same one. */
    private Source source = Source.of("default");

    Records(KafkaEventsConfig config) {
        this.config = config;
    }

    /** Whether the value of a record with these headers is a whole event. */
    static boolean isStructured(Headers headers) {
        Header type = headers.lastHeader(CONTENT_TYPE_HEADER);
        return type != null
                && type.value() != null
                && new String(type.value(), StandardCharsets.UTF_8).startsWith(STRUCTURED_TYPE);
    }

    /** The record of an event. */
    ProducerRecord<byte[], byte[]> of(ResourceEvent event) {
        return record(config.topic(), event);
    }

    /** The record of a dead letter, with the reason in a header. */
    ProducerRecord<byte[], byte[]> deadLetter(ResourceEvent event, String reason) {
        ProducerRecord<byte[], byte[]> whole = record(config.deadLetterTopic(), event);
        whole.headers().add(REASON_HEADER, reason.getBytes(StandardCharsets.UTF_8));
        return whole;
    }

    /** The same record, with its value cut off if it is too long. */
    static ProducerRecord<byte[], byte[]> cut(ProducerRecord<byte[], byte[]> whole) {
        ProducerRecord<byte[], byte[]> cut = new ProducerRecord<>(
                whole.topic(),
                null,
                whole.key(),
                Arrays.copyOf(whole.value(), Math.min(whole.value().length, MAX_CUT_BYTES)),
                whole.headers());
        cut.headers().add(CUT_HEADER, Integer.toString(whole.value().length).getBytes(StandardCharsets.US_ASCII));
        return cut;
    }

    private ProducerRecord<byte[], byte[]> record(String topic, ResourceEvent event) {
        if (!source.tenant().equals(event.tenant())) {
            source = Source.of(event.tenant());
        }
        String id = event.id();
        String time = timestamps.text(event.timestampMillis());
        if (config.binary()) {
            return binary(topic, event, id, time);
        }
        byte[] value = json.event(event, id, source.uri(), time);
        return new ProducerRecord<>(topic, null, key(id), value, STRUCTURED);
    }

    private ProducerRecord<byte[], byte[]> binary(String topic, ResourceEvent event, String id, String time) {
        var writer = KafkaMessageFactory.createWriter(topic, key(id)).create(SpecVersion.V1);
        writer.withContextAttribute(CloudEventV1.ID, id)
                .withContextAttribute(CloudEventV1.SOURCE, source.uri())
                .withContextAttribute(CloudEventV1.TYPE, event.type().wireName())
                .withContextAttribute(CloudEventV1.DATACONTENTTYPE, EventWriter.CONTENT_TYPE)
                .withContextAttribute(CloudEventV1.DATASCHEMA, EventWriter.schema(event.type()))
                .withContextAttribute(CloudEventV1.SUBJECT, event.stream())
                .withContextAttribute(CloudEventV1.TIME, time);
        event.traceParent().ifPresent(trace -> writer.withContextAttribute(EventWriter.TRACE_PARENT, trace));
        return writer.end(BytesCloudEventData.wrap(json.data(event)));
    }

    /** The beginning of the id, which all events of one reservation or account have, and no others. */
    private static byte[] key(String id) {
        int beforeType = id.lastIndexOf('/');
        return id.substring(0, id.lastIndexOf('/', beforeType - 1)).getBytes(StandardCharsets.UTF_8);
    }

    /** A text as part of a URI: its UTF-8 bytes, percent-encoded except letters, digits and {@code -._~}. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xFF);
            if (character < 0x80 && (Character.isLetterOrDigit(character) || "-._~".indexOf(character) >= 0)) {
                encoded.append(character);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(each >> 4 & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(each & 0xF, 16)));
            }
        }
        return encoded.toString();
    }
}
