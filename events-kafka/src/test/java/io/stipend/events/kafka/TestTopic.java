package io.stipend.events.kafka;

import io.stipend.events.ResourceEvent;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic of a test's own on a real broker, and everything that is in it. */
record TestTopic(KafkaServer server, KafkaEventsConfig config) {

    /** On the broker that all tests share. */
    static TestTopic shared() {
        return on(KafkaServer.shared());
    }

    static TestTopic on(KafkaServer server) {
        return new TestTopic(
                server,
                KafkaEventsConfig.of(server.bootstrapServers())
                        .withTopic(server.uniqueTopic())
                        .withPartitions(3, 0));
    }

    /** The same topic with another configuration. */
    TestTopic with(UnaryOperator<KafkaEventsConfig> change) {
        return new TestTopic(server, change.apply(config));
    }

    /** The events in the topic, those of one partition in order. */
    List<ResourceEvent> events() {
        return records(config.topic()).stream()
                .map(record -> Objects.requireNonNull(
                        KafkaPublishers.deserializer().deserialize(record.topic(), record.headers(), record.value())))
                .toList();
    }

    /** All records in a topic so far. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return KafkaRecords.all(server, topic);
    }
}
