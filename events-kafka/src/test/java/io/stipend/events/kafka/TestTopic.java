package io.stipend.events.kafka;

import io.stipend.events.ResourceEvent;
import io.stipend.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic of a test's own on a real broker, and a way to read all that is in it. */
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

    /** The same topic, published to in another way. */
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

    /** All records that are in a topic by now. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", server.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
