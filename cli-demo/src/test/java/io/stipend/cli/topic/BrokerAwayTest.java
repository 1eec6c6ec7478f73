package io.stipend.cli.topic;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.Stipend;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.servers.kafka.EmbeddedKafka;
import io.stipend.testkit.servers.kafka.KafkaOptions;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker that is killed, or accepts connections and never answers: work goes on, and everything arrives in the end. */
@Timeout(180)
class BrokerAwayTest {

    private static final int WORKERS = 8;

    private static EmbeddedKafka server;

    @BeforeAll
    static void start() {
        server = KafkaServer.start(KafkaOptions.fast());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(TestStore.class)
    void aBrokerKilledUnderLoadLosesNothing(TestStore kind) throws InterruptedException, ExecutionException {
        Topic topic = Topic.on(server);
        try (StoreAdapter store = kind.open();
                Stipend stipend = topic.stipend(store);
                Traffic traffic = new Traffic(stipend.manager(), "acme", WORKERS)) {
            traffic.start();
            for (int kill = 0; kill < 2; kill++) {
                long before = stipend.relayFigures().published();
                await().until(() -> stipend.relayFigures().published() > before + 100);
                server.kill9();
                long steps = traffic.steps();
                await().until(() -> traffic.steps() > steps + 100);
                server.restart();
            }
            traffic.stop();
            stipend.drain();

            assertThat(stipend.backlog().entries()).isZero();
            topic.assertTellsTheBooksOf(store, "acme");
        }
    }

    /**
     * Nobody who reserves waits for the broker: thousands of steps come and go while one batch is under way, and what waits
     * is in the store.
     */
    @ParameterizedTest
    @EnumSource(TestStore.class)
    void aBrokerThatNeverAnswersStopsNobody(TestStore kind) throws InterruptedException, ExecutionException {
        // Longer than the test: a caller that waited for it would be seen.
        Topic patient = Topic.on(server);
        Topic topic = new Topic(server, patient.config().withPublishTimeout(Duration.ofMinutes(5)));
        try (StoreAdapter store = kind.open();
                Stipend stipend = topic.stipend(store);
                Traffic traffic = new Traffic(stipend.manager(), "acme", WORKERS)) {
            traffic.run(1);
            await().until(() ->
                    stipend.relayFigures().published() > 0 && stipend.backlog().entries() == 0);
            server.pause();
            try {
                long published = stipend.relayFigures().published();
                traffic.run(300);
                assertThat(stipend.relayFigures().published()).isEqualTo(published);
                assertThat(stipend.backlog().entries()).isGreaterThan(WORKERS * 300L);
            } finally {
                server.resume();
            }
            stipend.drain();

            assertThat(stipend.backlog().entries()).isZero();
            topic.assertTellsTheBooksOf(store, "acme");
        }
    }

    @Test
    void aFullJournalRefusesWhatWouldOpenAndTakesItAgainWhenTheBrokerIsBack()
            throws InterruptedException, ExecutionException {
        Topic topic = Topic.on(server);
        int capacity = 500;
        try (StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(capacity));
                Stipend stipend = topic.stipend(store);
                Traffic traffic = new Traffic(stipend.manager(), "acme", WORKERS)) {
            traffic.run(1);
            server.pause();
            try {
                assertThatThrownBy(() -> traffic.run(1_000))
                        .cause()
                        .isInstanceOfSatisfying(
                                CreditStoreException.class,
                                refusal -> assertThat(refusal.kind()).isEqualTo(CreditStoreException.Kind.FULL));
                assertThat(stipend.backlog().entries()).isBetween((long) capacity / 2, 2L * capacity);
            } finally {
                server.resume();
            }
            await().until(() -> stipend.backlog().entries() == 0);
            traffic.run(5);
            stipend.drain();

            topic.assertTellsTheBooksOf(store, "acme");
        }
    }
}
