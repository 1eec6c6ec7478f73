package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.SampleEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Records on the topic match the schemas in the jar. The samples are what a released version wrote. They are only added
 * to and never changed, so a change of a schema or of the reader that breaks existing topics fails here.
 */
class SchemaTest {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Headers STRUCTURED =
            new RecordHeaders().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(SchemaTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema schema(String type) {
        return SCHEMAS.getSchema(resource("schema/" + type + ".json"), InputFormat.JSON);
    }

    private static byte[] structured(ResourceEvent event) {
        return new Records(KafkaEventsConfig.of("localhost:9092")).of(event).value();
    }

    private static CloudEvent cloudEvent(byte[] json) {
        return Objects.requireNonNull(EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE))
                .deserialize(json);
    }

    private static void assertFits(CloudEvent event) {
        String data = new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
        assertThat(schema(event.getType()).validate(data, InputFormat.JSON))
                .as(event.getId())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeHasASchemaThatIsItselfOne(EventType type) {
        String schema = resource("schema/" + type.wireName() + ".json");
        assertThat(schema).contains("\"urn:stipend:schema:" + type.wireName() + ":1\"");
        Schema metaSchema = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(metaSchema.validate(schema, InputFormat.JSON)).isEmpty();
    }

    @Test
    void whatIsWrittenFitsItsSchema() {
        List<ResourceEvent> events = new ArrayList<>(SampleEvents.ofEveryType("acme", "r-1"));
        events.addAll(SampleEvents.atTheEdges("a/b %"));
        for (ResourceEvent event : events) {
            CloudEvent cloudEvent = cloudEvent(structured(event));
            assertFits(cloudEvent);
            assertThat(cloudEvent.getId()).isEqualTo(event.id());
            assertThat(cloudEvent.getType()).isEqualTo(event.type().wireName());
            assertThat(cloudEvent.getSubject()).isEqualTo(event.stream());
            assertThat(Objects.requireNonNull(cloudEvent.getTime()).toInstant()).isEqualTo(event.timestamp());
            assertThat(cloudEvent.getDataSchema())
                    .hasToString("urn:stipend:schema:" + event.type().wireName() + ":1");
        }
    }

    @Test
    void theTenantIsTheSource() {
        ProducerRecord<byte[], byte[]> record =
                new Records(KafkaEventsConfig.of("localhost:9092")).of(SampleEvents.usage("a/b é%", "r/1", 7));
        assertThat(cloudEvent(record.value()).getSource()).hasToString("urn:stipend:tenant:a%2Fb%20%C3%A9%25");
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("a%2Fb é%25/reservation/r%2F1");
    }

    @Test
    void oldSamplesFitTheSchemasAndAreStillRead() {
        List<ResourceEvent> read = new ArrayList<>();
        for (String line : resource("samples/1.jsonl").lines().toList()) {
            CloudEvent event = cloudEvent(line.getBytes(StandardCharsets.UTF_8));
            assertFits(event);
            read.add(EventReader.read(event));
            byte[] value = line.getBytes(StandardCharsets.UTF_8);
            assertThat(KafkaPublishers.deserializer().deserialize("t", STRUCTURED, value))
                    .isEqualTo(EventReader.read(event));
        }
        assertThat(read).isEqualTo(samples());
    }

    /** The events of the first samples. */
    private static List<ResourceEvent> samples() {
        return Stream.concat(SampleEvents.ofEveryType("acme", "r-1").stream(), SampleEvents.atTheEdges("acme").stream())
                .toList();
    }

    @Test
    void whatANewerVersionAddsIsIgnored() {
        String newer = new String(structured(SampleEvents.usage("acme", "r-1", 1)), StandardCharsets.UTF_8)
                .replace("\"usedUnits\"", "\"unheardOf\":{\"a\":[1]},\"usedUnits\"");
        CloudEvent event = cloudEvent(newer.getBytes(StandardCharsets.UTF_8));
        assertFits(event);
        assertThat(EventReader.read(event)).isEqualTo(SampleEvents.usage("acme", "r-1", 1));
        CloudEvent unknown =
                cloudEvent(newer.replace("resource.usage", "resource.forecast").getBytes(StandardCharsets.UTF_8));
        assertThat(EventReader.read(unknown)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "not json",
                "[]",
                "{\"id\":\"i\",\"type\":\"resource.usage\",\"time\":\"yesterday\",\"data\":{}}",
                "{\"id\":\"i\",\"type\":\"resource.usage\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":[]}",
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"s\",\"type\":\"resource.usage\",\"data\":{}}"
            })
    void whatIsNoEventIsRefusedAsKafkaExpectsIt(String value) {
        assertThatThrownBy(() -> KafkaPublishers.deserializer()
                        .deserialize("t", STRUCTURED, value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t");
        assertThatThrownBy(() -> KafkaPublishers.deserializer()
                        .deserialize("t", new RecordHeaders(), value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class);
    }

    /** The SDK writes one of them, our writer the other. */
    @Test
    void bothFormatsSayTheSame() {
        KafkaEventsConfig config = KafkaEventsConfig.of("localhost:9092");
        for (ResourceEvent event : samples()) {
            ProducerRecord<byte[], byte[]> binary = new Records(config.withBinary()).of(event);
            ProducerRecord<byte[], byte[]> structured = new Records(config).of(event);
            CloudEvent bySdk = new CloudEventDeserializer().deserialize("t", binary.headers(), binary.value());
            CloudEvent byUs = new CloudEventDeserializer().deserialize("t", structured.headers(), structured.value());

            assertThat(byUs.getAttributeNames()).isEqualTo(bySdk.getAttributeNames());
            assertThat(byUs.getAttributeNames())
                    .allSatisfy(name -> assertThat(byUs.getAttribute(name)).isEqualTo(bySdk.getAttribute(name)));
            assertThat(EventReader.read(byUs)).isEqualTo(event).isEqualTo(EventReader.read(bySdk));
            assertThat(EventReader.readStructured(structured.value())).isEqualTo(event);
        }
    }
}
