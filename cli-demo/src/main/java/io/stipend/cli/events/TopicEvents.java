package io.stipend.cli.events;

import io.stipend.events.EventPublishException;
import io.stipend.events.kafka.KafkaEventsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Events of a topic, read outside of any consumer group: nobody else's reading is disturbed. */
public final class TopicEvents implements RawEvents, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    private TopicEvents(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        this.consumer = consumer;
        this.ends = ends;
    }

    /**
     * Opens a topic. Blocks until the broker answers.
     *
     * @param fromBeginning whether to begin with the oldest event, instead of the next to come
     * @param follow whether to wait for more after the newest
     * @throws EventPublishException if there is no such topic, or no broker answers
     */
    public static TopicEvents open(KafkaEventsConfig config, boolean fromBeginning, boolean follow) {
        Map<String, Object> properties = new HashMap<>(config.properties());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(config.publishTimeout().toMillis()));
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            return of(consumer, config, fromBeginning, follow);
        } catch (KafkaException | EventPublishException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw e instanceof EventPublishException own
                    ? own
                    : new EventPublishException(
                            "Kafka at " + config.bootstrapServers() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static TopicEvents of(
            KafkaConsumer<byte[], byte[]> consumer, KafkaEventsConfig config, boolean fromBeginning, boolean follow) {
        List<TopicPartition> partitions = consumer.partitionsFor(config.topic()).stream()
                .map(partition -> new TopicPartition(config.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new EventPublishException(
                    "there is no topic '" + config.topic() + "' on Kafka at " + config.bootstrapServers());
        }
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
            // Settled now, so that nothing that comes from here on is missed.
            partitions.forEach(consumer::position);
        }
        return new TopicEvents(consumer, follow ? Map.of() : consumer.endOffsets(partitions));
    }

    @Override
    public @Nullable List<RawEvents.RawEvent> next() {
        try {
            if (!ends.isEmpty()
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                return null;
            }
            List<RawEvents.RawEvent> events = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String where = record.topic() + ", partition " + record.partition() + ", offset " + record.offset();
                events.add(new RawEvents.RawEvent(where, record.headers(), record.value()));
            }
            return events;
        } catch (WakeupException stopped) {
            return null;
        } catch (KafkaException e) {
            throw new EventPublishException("Kafka cannot be read: " + e.getMessage(), e);
        }
    }

    /** Ends a {@link #next} that waits, from any thread. */
    public void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
