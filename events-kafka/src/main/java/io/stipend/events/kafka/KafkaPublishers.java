package io.stipend.events.kafka;

import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.ResourceEvent;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Publishes events to Kafka and reads them back, without a dependency injection container. */
public final class KafkaPublishers {

    private KafkaPublishers() {}

    /**
     * Creates a publisher, which also takes its dead letters. It does not connect: the broker may be unavailable, and
     * the first batch looks for it. Only the relay's thread ever waits for the broker.
     *
     * @throws IllegalArgumentException when Kafka's client does not accept a property
     */
    public static DeadLetteringPublisher open(KafkaEventsConfig config) {
        return KafkaEventPublisher.open(config);
    }

    /**
     * Makes sure that the topics exist, and creates them if that is allowed, as the first batch would. For a program
     * that should fail when it starts and not later. Blocks up to the publish timeout.
     *
     * @throws io.stipend.events.EventPublishException when they do not exist, or no broker answers
     */
    public static void prepare(KafkaEventsConfig config) {
        ClientProperties.requireUsable(config);
        Topics.ensure(config);
    }

    /**
     * Reads events from a topic's records in either format, for a {@code KafkaConsumer}. It needs no configuration and
     * is thread safe. It returns null for a type that this version does not know, and ignores unknown properties, so
     * the events of a newer Stipend can be read.
     *
     * <p>For a record that is not an event of Stipend it throws {@code SerializationException}.
     */
    public static Deserializer<@Nullable ResourceEvent> deserializer() {
        return new EventDeserializer();
    }
}
