package io.stipend.cli.topic;

import io.stipend.events.CreditFold;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The consumer of docs/kafka.md, running on a thread of its own until it is closed. */
final class BalanceConsumer implements AutoCloseable {

    private final KafkaConsumer<String, @Nullable ResourceEvent> consumer;
    private final CreditFold fold;
    private final Thread thread = new Thread(this::run, "balances");
    private final AtomicLong events = new AtomicLong();

    private BalanceConsumer(KafkaConsumer<String, @Nullable ResourceEvent> consumer, CreditFold fold) {
        this.consumer = consumer;
        this.fold = fold;
    }

    static BalanceConsumer start(KafkaEventsConfig config, CreditFold fold) {
        KafkaPublishers.prepare(config);
        KafkaConsumer<String, @Nullable ResourceEvent> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        config.bootstrapServers(),
                        "group.id",
                        config.topic() + "-balances",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false),
                new StringDeserializer(),
                KafkaPublishers.deserializer());
        consumer.subscribe(List.of(config.topic()));
        BalanceConsumer started = new BalanceConsumer(consumer, fold);
        started.thread.start();
        return started;
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, @Nullable ResourceEvent> record : consumer.poll(Duration.ofMillis(100))) {
                    ResourceEvent event = record.value();
                    if (event != null) {
                        synchronized (fold) {
                            fold.accept(event);
                        }
                        events.incrementAndGet();
                    }
                }
                consumer.commitSync();
            }
        } catch (WakeupException closed) {
            // What was read and not committed is read again by whoever takes over, and dropped by its number.
        }
    }

    CreditFold fold() {
        return fold;
    }

    Map<CreditFold.Account, CreditFold.Balance> balances() {
        synchronized (fold) {
            return fold.balances();
        }
    }

    /** How many events it has folded, duplicates among them. */
    long events() {
        return events.get();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
