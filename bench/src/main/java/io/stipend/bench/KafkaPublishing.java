package io.stipend.bench;

import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The publisher, and Kafka's own producer with the same settings, which sends the records that the publisher made. One
 * producer waits for each batch, as the publisher must. The other never waits while fewer than {@link #OUTSTANDING}
 * records are in flight. An operation is one event.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class KafkaPublishing {

    static final int BATCH = 4_000;

    private static final int OUTSTANDING = 40_000;

    /** Where Kafka is: {@code host:port}. */
    @Param("")
    public String servers;

    private KafkaEventsConfig config;
    private EventPublisher publisher;
    private KafkaProducer<byte[], byte[]> producer;
    private List<ResourceEvent> events;
    private List<ProducerRecord<byte[], byte[]>> records;
    private final Semaphore room = new Semaphore(OUTSTANDING);

    @Setup
    public void open() {
        config = newTopic(servers);
        publisher = KafkaPublishers.open(config);
        events = events();
        publisher.publish(events);
        records = KafkaRecords.all(servers, config.topic()).stream()
                .map(record ->
                        new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()))
                .toList();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "max.in.flight.requests.per.connection",
                        1,
                        "linger.ms",
                        5,
                        "batch.size",
                        64 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The topic of the records. */
    String topic() {
        return config.topic();
    }

    /** A topic for this JVM alone. */
    static KafkaEventsConfig newTopic(String servers) {
        KafkaEventsConfig config = KafkaEventsConfig.of(servers).withTopic("bench-" + UUID.randomUUID());
        KafkaPublishers.prepare(config);
        return config;
    }

    static void delete(KafkaEventsConfig config) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", config.bootstrapServers()))) {
            admin.deleteTopics(List.of(config.topic(), config.deadLetterTopic()))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    /** The events of a relay's batch: reservations that were opened and settled. */
    private static List<ResourceEvent> events() {
        List<ResourceEvent> events = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH / 2; i++) {
            String id = UUID.randomUUID().toString();
            long now = System.currentTimeMillis();
            List<String> accounts = List.of("user:user-" + i);
            events.add(new ResourceEvent.Reserved(
                    "default",
                    id,
                    1,
                    now,
                    "user-" + i,
                    null,
                    null,
                    null,
                    accounts,
                    2_000,
                    30_000L,
                    now + 300_000,
                    Map.of()));
            events.add(new ResourceEvent.Completed(
                    "default", id, 2, now + 900, "user-" + i, accounts, 900, 1_500, 0.9375, 0, false, -2_000, 1_500));
        }
        return events;
    }

    @TearDown
    public void close() {
        publisher.close();
        producer.close();
        delete(config);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void publisher() {
        publisher.publish(events);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void producerThatWaits() {
        for (ProducerRecord<byte[], byte[]> record : records) {
            var unused = producer.send(record, (metadata, failure) -> requireNone(failure));
        }
        producer.flush();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void producer() throws InterruptedException {
        room.acquire(BATCH);
        for (ProducerRecord<byte[], byte[]> record : records) {
            var unused = producer.send(record, (metadata, failure) -> {
                requireNone(failure);
                room.release();
            });
        }
    }

    @SuppressWarnings(
            "SystemExitOutsideMain") // Kafka only logs what a callback throws: what is measured would be a lie
    private static void requireNone(@Nullable Exception failure) {
        if (failure != null) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
