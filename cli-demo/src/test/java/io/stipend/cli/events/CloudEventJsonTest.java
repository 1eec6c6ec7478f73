package io.stipend.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CloudEventJsonTest {

    private static final String LINE = "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"urn:s\",\"type\":\"t\""
            + ",\"datacontenttype\":\"application/json\",\"dataschema\":\"urn:d\",\"subject\":\"zoë\""
            + ",\"time\":\"2026-03-01T12:00:00.500Z\",\"more\":7,\"data\":{\"used\":9007199254740991,\"ratio\":1.0E-5}}";

    private static final Headers STRUCTURED = new RecordHeaders()
            .add("content-type", "application/cloudevents+json; charset=utf-8".getBytes(StandardCharsets.US_ASCII));

    private static String structured(String value) {
        return CloudEventJson.line(STRUCTURED, value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEventInHeadersAndValueIsOneLine() {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("i")
                .withSource(URI.create("urn:s"))
                .withType("t")
                .withSubject("zoë")
                .withTime(OffsetDateTime.parse("2026-03-01T12:00:00.500Z"))
                .withExtension("more", 7)
                .withData(
                        "application/json",
                        URI.create("urn:d"),
                        "{ \"used\": 9007199254740991,\n\"ratio\": 1.0E-5 }".getBytes(StandardCharsets.UTF_8))
                .build();
        ProducerRecord<Void, byte[]> record =
                KafkaMessageFactory.createWriter("topic").writeBinary(event);

        assertThat(CloudEventJson.line(record.headers(), record.value())).isEqualTo(LINE.replace(":7,", ":\"7\","));
    }

    @Test
    void anEventThatIsJsonAlreadyIsPrintedOnOneLine() {
        assertThat(structured(LINE)).isEqualTo(LINE);
        assertThat(structured(LINE.replace(",", ",\n  "))).isEqualTo(LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "7", "{}", "{\"id\":\"i\"}"})
    void whatIsNoEventIsRefused(String value) {
        assertThatThrownBy(() -> structured(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
