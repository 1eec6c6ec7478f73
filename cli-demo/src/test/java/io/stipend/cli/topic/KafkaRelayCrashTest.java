package io.stipend.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of the relay is killed after the broker has a batch and before the store knows, again and again. */
class KafkaRelayCrashTest {

    private static final int CRASHES = Integer.getInteger("stipend.crashes", 10);

    /** Small batches, so that each crash leaves something for the next. */
    private static final int BATCH = 20;

    private static final int MAX_BATCHES = 3;

    /** Each of four workers runs so many before a crash, of two entries at least: more than the batches take. */
    private static final int STEPS = 8;

    private final Topic topic = Topic.on(KafkaServer.shared());
    private final PostgresConfig schema = TestStore.newSchema();

    @TempDir
    private Path folder;

    private Path errors;

    @Test
    @Timeout(900)
    void nothingIsLostAndWhatComesTwiceHasTheSameId() throws IOException, InterruptedException, ExecutionException {
        errors = folder.resolve("errors");
        KafkaPublishers.prepare(topic.config());
        try (StoreAdapter store = PostgresStores.open(schema);
                Traffic traffic = new Traffic(manager(store), "acme", 4)) {
            for (int crash = 0; crash < CRASHES; crash++) {
                traffic.run(STEPS);
                killAfter(1 + crash % MAX_BATCHES);
            }
        }
        try (StoreAdapter store = PostgresStores.open(schema);
                Stipend last = topic.stipend(store)) {
            last.drain();
            assertThat(last.backlog().entries()).isZero();
            List<ResourceEvent> events = topic.events();
            assertThat(new HashSet<>(events))
                    .as("%d records, among them each crash's batch twice", events.size())
                    .hasSizeLessThanOrEqualTo(events.size() - CRASHES);
            topic.assertTellsTheBooksOf(store, "acme");
        }
    }

    /** Without a relay beside it: the processes that are killed have the only ones. */
    private static ResourceManager manager(StoreAdapter store) {
        return new ResourceManager(
                store.creditStore(), store.upkeep(), LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, Telemetry.none());
    }

    /** Lets a relay publish so many batches, and kills it before it acknowledges the last of them. */
    private void killAfter(int batches) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        schema.url(),
                        Objects.requireNonNull(schema.user()),
                        Objects.requireNonNull(schema.password()),
                        schema.schema(),
                        topic.config().bootstrapServers(),
                        topic.config().topic(),
                        Integer.toString(batches)))
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine())
                    .as(() -> "the relay published; it says: " + said())
                    .isEqualTo("published");
            assertThat(victim.toHandle().destroyForcibly()).isTrue();
            victim.waitFor();
        }
    }

    private String said() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A relay that says when its last batch is with the broker, and then never returns to acknowledge it. */
    static final class Victim {

        private Victim() {}

        private static void stayForEver() {
            while (true) {
                LockSupport.park();
            }
        }

        public static void main(String[] args) {
            StoreAdapter store = PostgresStores.open(PostgresConfig.of(args[0])
                    .withUser(args[1], args[2])
                    .withSchema(args[3])
                    .withConnectTimeouts(TestStore.PATIENCE, TestStore.PATIENCE));
            EventPublisher kafka = KafkaPublishers.open(
                    KafkaEventsConfig.of(args[4]).withTopic(args[5]).withoutCreatingTopics());
            AtomicInteger left = new AtomicInteger(Integer.parseInt(args[6]));
            EventPublisher publisher = batch -> {
                kafka.publish(batch);
                if (left.decrementAndGet() == 0) {
                    System.out.println("published");
                    stayForEver();
                }
            };
            EventRelay.Config relay = EventRelay.Config.DEFAULT.withBatchSize(BATCH);
            Thread alive = new Thread(Victim::stayForEver);
            alive.start();
            new EventRelay(
                            store.journal(),
                            publisher,
                            DeadLetterSink.log(),
                            ManagerConfig.DEFAULT,
                            relay,
                            Telemetry.none())
                    .start();
        }
    }
}
