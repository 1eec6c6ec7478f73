package io.stipend.deploy;

import io.stipend.events.kafka.KafkaEventsConfig;

/** Where events go. */
public sealed interface EventsSettings {

    /** Nowhere. */
    record None() implements EventsSettings {}

    /** To the logger {@code io.stipend.events}. */
    record Log() implements EventsSettings {}

    /** To Kafka; needs the adapter on the class path. */
    record Kafka(KafkaEventsConfig config) implements EventsSettings {}
}
