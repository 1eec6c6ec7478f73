package io.stipend.events.kafka;

import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.rw.CloudEventRWException;
import io.stipend.events.ResourceEvent;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads events from records in either format. Thread safe. */
final class EventDeserializer implements Deserializer<@Nullable ResourceEvent> {

    private final CloudEventDeserializer binary = new CloudEventDeserializer();

    @Override
    public @Nullable ResourceEvent deserialize(String topic, byte[] value) {
        throw new SerializationException("an event cannot be read without the headers of its record");
    }

    @Override
    public @Nullable ResourceEvent deserialize(String topic, Headers headers, byte[] value) {
        try {
            return Records.isStructured(headers)
                    ? EventReader.readStructured(value)
                    : EventReader.read(binary.deserialize(topic, headers, value));
        } catch (CloudEventRWException | IllegalArgumentException e) {
            throw new SerializationException("a record of topic " + topic + " is not an event of Stipend's", e);
        }
    }
}
