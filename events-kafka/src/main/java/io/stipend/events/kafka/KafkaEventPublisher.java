package io.stipend.events.kafka;

import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventRejectedException;
import io.stipend.events.ResourceEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events to one topic and dead letters to another. A producer is used until it fails; the next batch gets a
 * new one. Only the relay's thread may publish; any thread may close it.
 */
final class KafkaEventPublisher implements DeadLetteringPublisher {

    private static final Logger log = LoggerFactory.getLogger(KafkaEventPublisher.class);

    private final KafkaEventsConfig config;
    private final Records records;
    private final AtomicReference<@Nullable Producer<byte[], byte[]>> current = new AtomicReference<>();
    private final BrokerPing ping;
    private volatile boolean closed;

    /** Whether the topics existed at the last check; only the relay's thread uses it. */
    private boolean topicsAreThere;

    private KafkaEventPublisher(KafkaEventsConfig config) {
        this.config = config;
        this.records = new Records(config);
        this.ping = new BrokerPing(config);
    }

    static KafkaEventPublisher open(KafkaEventsConfig config) {
        ClientProperties.requireUsable(config);
        return new KafkaEventPublisher(config);
    }

    @Override
    public void publish(List<ResourceEvent> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Producer<byte[], byte[]> producer = producer();
        Delivery<ResourceEvent> delivery = new Delivery<>(producer);
        for (int i = 0; i < batch.size() && !delivery.isOver(); i++) {
            delivery.send(records.of(batch.get(i)), batch.get(i));
        }
        await(delivery, producer);
        Map<ResourceEvent, Exception> rejected = delivery.rejected();
        if (!rejected.isEmpty()) {
            Map<ResourceEvent, String> reasons = new LinkedHashMap<>();
            rejected.forEach((event, failure) -> reasons.put(event, KafkaFailures.described(failure, config)));
            throw new EventRejectedException(reasons);
        }
        Exception failure = delivery.failure();
        if (failure != null) {
            throw KafkaFailures.cannotSend(config, config.topic(), failure);
        }
    }

    @Override
    public void accept(ResourceEvent event, String reason) {
        ProducerRecord<byte[], byte[]> whole = records.deadLetter(event, reason);
        Exception failure = deliver(whole);
        if (failure != null && KafkaFailures.isForEver(failure)) {
            failure = deliver(Records.cut(whole));
        }
        if (failure != null) {
            throw KafkaFailures.cannotSend(config, config.deadLetterTopic(), failure);
        }
        log.error("dead letter {}, now in topic {}: {}", event.id(), config.deadLetterTopic(), reason);
    }

    /** Sends one record and waits for it. Returns the failure, or null if the record has arrived. */
    private @Nullable Exception deliver(ProducerRecord<byte[], byte[]> record) {
        Producer<byte[], byte[]> producer = producer();
        Delivery<String> delivery = new Delivery<>(producer);
        delivery.send(record, record.topic());
        await(delivery, producer);
        Exception rejection = delivery.rejected().get(record.topic());
        return rejection == null ? delivery.failure() : rejection;
    }

    private void await(Delivery<?> delivery, Producer<byte[], byte[]> producer) {
        try {
            delivery.await();
        } catch (InterruptException e) {
            // Kafka's exception has set the interrupt again. Records in flight must not arrive after later ones.
            retire(producer);
            throw KafkaFailures.interrupted(config);
        }
        if (delivery.isOver()) {
            retire(producer);
            topicsAreThere = false;
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> producer = current.get();
        if (producer != null) {
            return producer;
        }
        if (closed) {
            throw new EventPublishException("the publisher is closed");
        }
        if (!topicsAreThere) {
            Topics.ensure(config);
            topicsAreThere = true;
        }
        try {
            producer = new KafkaProducer<>(ClientProperties.producer(config), Records.SERIALIZER, Records.SERIALIZER);
        } catch (KafkaException e) {
            throw KafkaFailures.cannotReach(config, e);
        }
        current.set(producer);
        if (closed) {
            close();
            throw new EventPublishException("the publisher was closed");
        }
        return producer;
    }

    private void retire(Producer<byte[], byte[]> producer) {
        current.compareAndSet(producer, null);
        Delivery.end(producer);
    }

    @Override
    public void ping() {
        ping.ask();
    }

    /** Drops a batch that is in flight; the relay was not told that it had arrived. */
    @Override
    public void close() {
        closed = true;
        ping.close();
        Producer<byte[], byte[]> producer = current.getAndSet(null);
        if (producer != null) {
            Delivery.end(producer);
        }
    }
}
