package io.stipend.events.kafka;

import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.ResourceEvent;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Publishes events to Kafka, and reads them, for those who embed Stipend without a container. */
public final class KafkaPublishers {

    private KafkaPublishers() {}

    /**
     * Makes a publisher, which is also where its dead letters go. Does not connect: the broker may be away, and is looked
     * for at the first batch. The relay's thread is the only one that ever waits for the broker.
     *
     * @throws IllegalArgumentException when Kafka's client cannot work with a property
     */
    public static DeadLetteringPublisher open(KafkaEventsConfig config) {
        return KafkaEventPublisher.open(config);
    }

    /**
     * Makes sure that the topics are there, and creates them if that is allowed, as the first batch would: for a program
     * that had rather fail at its start. Blocks up to the publish timeout.
     *
     * @throws io.stipend.events.EventPublishException when they are not there, or no broker answers
     */
    public static void prepare(KafkaEventsConfig config) {
        ClientProperties.requireUsable(config);
        Topics.ensure(config);
    }

    /**
     * Reads events from the values and headers of a topic's records, whichever the format: for a {@code KafkaConsumer}.
     * Needs no configuration, and is thread safe. Of a type that this version does not know it makes null, and properties
     * that it does not know it ignores, so that a newer Stipend can be read.
     *
     * <p>What is not an event of Stipend's, it refuses with {@code SerializationException}.
     */
    public static Deserializer<@Nullable ResourceEvent> deserializer() {
        return new EventDeserializer();
    }
}
