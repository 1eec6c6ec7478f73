package io.stipend.events.kafka;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.SampleEvents;
import io.stipend.testkit.servers.kafka.EmbeddedKafka;
import io.stipend.testkit.servers.kafka.KafkaOptions;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is killed, frozen or unavailable. */
@Timeout(120)
class BrokerFaultTest {

    private static final int STREAMS = 20;

    private static EmbeddedKafka server;

    @BeforeAll
    static void start() {
        server = KafkaServer.start(KafkaOptions.fast());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestTopic hasty() {
        return TestTopic.on(server).with(config -> config.withPublishTimeout(Duration.ofSeconds(1)));
    }

    /** The next events of all streams: two of each, one after the other. */
    private static List<ResourceEvent> batch(long round) {
        List<ResourceEvent> batch = new ArrayList<>();
        for (long sequence = 2 * round + 1; sequence <= 2 * round + 2; sequence++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                batch.add(SampleEvents.usage("t", "r" + stream, sequence));
            }
        }
        return batch;
    }

    /** Publishes a batch again until it succeeds, as the relay does. Returns how often it failed. */
    private static int publishUntilTaken(EventPublisher publisher, List<ResourceEvent> batch) {
        for (int failures = 0; ; failures++) {
            try {
                publisher.publish(batch);
                return failures;
            } catch (EventPublishException e) {
                assertThat(e).hasMessageContaining(server.bootstrapServers());
            }
        }
    }

    @Test
    void aBrokerKilledUnderLoadLosesNothingAndReordersNothing() throws ExecutionException, InterruptedException {
        TestTopic topic = hasty();
        AtomicLong rounds = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        try (EventPublisher publisher = KafkaPublishers.open(topic.config())) {
            CompletableFuture<Integer> failures = CompletableFuture.supplyAsync(() -> {
                int failed = 0;
                while (!enough.get()) {
                    failed += publishUntilTaken(publisher, batch(rounds.get()));
                    rounds.incrementAndGet();
                }
                return failed;
            });
            for (int kill = 1; kill <= 3; kill++) {
                long before = rounds.get();
                await().until(() -> rounds.get() > before + 20);
                server.kill9();
                server.restart();
            }
            long after = rounds.get();
            await().until(() -> rounds.get() > after + 20);
            enough.set(true);
            failures.get();
        }
        Order.assertWhole(topic.events(), STREAMS, 2 * rounds.get());
    }

    @Test
    void aBrokerThatAcceptsAndNeverAnswersIsGivenUpOnAndFoundAgain() {
        TestTopic topic = hasty();
        try (EventPublisher publisher = KafkaPublishers.open(topic.config())) {
            publisher.publish(batch(0));
            server.pause();
            try {
                assertThatThrownBy(() -> publisher.publish(batch(1)))
                        .isInstanceOf(EventPublishException.class)
                        .hasMessageContaining(server.bootstrapServers());
            } finally {
                server.resume();
            }
            publishUntilTaken(publisher, batch(1));
            publishUntilTaken(publisher, batch(2));
        }
        Order.assertWhole(topic.events(), STREAMS, 6);
    }

    @Test
    void aCloseEndsABatchThatWaitsForever() throws InterruptedException {
        TestTopic topic = TestTopic.on(server);
        EventPublisher publisher = KafkaPublishers.open(topic.config());
        publisher.publish(batch(0));
        server.pause();
        try {
            AtomicBoolean failed = new AtomicBoolean();
            Thread relay = new Thread(() -> {
                try {
                    publisher.publish(batch(1));
                } catch (EventPublishException e) {
                    failed.set(true);
                }
            });
            relay.start();
            await().until(() -> relay.getState() == Thread.State.WAITING);
            publisher.close();
            relay.join();
            assertThat(failed).isTrue();
        } finally {
            server.resume();
        }
        Order.assertNoneOvertook(topic.events());
    }

    @Test
    void anInterruptEndsABatchThatWaitsForever() throws InterruptedException {
        TestTopic topic = TestTopic.on(server);
        AtomicBoolean failed = new AtomicBoolean();
        try (EventPublisher publisher = KafkaPublishers.open(topic.config())) {
            publisher.publish(batch(0));
            server.pause();
            Thread relay = new Thread(() -> {
                try {
                    publisher.publish(batch(1));
                } catch (EventPublishException e) {
                    failed.set(Thread.currentThread().isInterrupted());
                }
            });
            relay.start();
            await().until(() -> relay.getState() == Thread.State.WAITING);
            relay.interrupt();
            relay.join();
            assertThat(failed).as("it says so, and stays interrupted").isTrue();
            server.resume();
            publisher.publish(batch(1));
        } finally {
            server.resume();
        }
        Order.assertWhole(topic.events(), STREAMS, 4);
    }

    @Test
    void aBrokerThatIsAwayAtTheStartIsWaitedFor() {
        TestTopic topic = hasty();
        server.stop();
        try (EventPublisher publisher = KafkaPublishers.open(topic.config())) {
            assertThatThrownBy(() -> publisher.publish(batch(0))).isInstanceOf(EventPublishException.class);
            server.restart();
            publishUntilTaken(publisher, batch(0));
        } finally {
            server.restart();
        }
        Order.assertWhole(topic.events(), STREAMS, 2);
    }
}
