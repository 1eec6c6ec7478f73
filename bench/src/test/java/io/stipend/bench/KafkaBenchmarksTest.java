package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.ReservationStatus;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmarks on Kafka do what their names say. */
class KafkaBenchmarksTest {

    private final KafkaServer kafka = KafkaServer.shared();

    @Test
    void publisherAndProducersSendTheSameRecords() throws InterruptedException {
        KafkaPublishing benchmark = new KafkaPublishing();
        benchmark.servers = kafka.bootstrapServers();
        benchmark.open();
        try {
            benchmark.publisher();
            benchmark.producerThatWaits();
            benchmark.producer();
            benchmark.producerThatWaits();

            var records = KafkaRecords.all(kafka, benchmark.topic());
            // Including the events that were published only to be sent again.
            assertThat(records).hasSize(5 * KafkaPublishing.BATCH);
            assertThat(records.stream()
                            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                            .distinct())
                    .hasSize(KafkaPublishing.BATCH);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void theRelayTakesRealEntriesAway() {
        KafkaRelay benchmark = new KafkaRelay();
        benchmark.url = PostgresSuite.url(PostgresServer.shared());
        benchmark.servers = kafka.bootstrapServers();
        benchmark.relays = true;
        benchmark.open();
        try {
            benchmark.fill();
            assertThat(benchmark.relay()).isLessThanOrEqualTo(benchmark.relay());
        } finally {
            benchmark.close();
        }
    }

    @Test
    void claimingTakesAsManyAsItSays() {
        KafkaRelay benchmark = new KafkaRelay();
        benchmark.url = PostgresSuite.url(PostgresServer.shared());
        benchmark.servers = kafka.bootstrapServers();
        benchmark.open();
        try {
            benchmark.fill();
            assertThat(benchmark.claim()).isEqualTo(KafkaRelay.CLAIM);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void cyclesAreDone() {
        KafkaCycle benchmark = new KafkaCycle();
        benchmark.url = PostgresSuite.url(PostgresServer.shared());
        benchmark.servers = kafka.bootstrapServers();
        benchmark.open();
        try {
            assertThat(benchmark.cycle().status()).isEqualTo(ReservationStatus.COMPLETED);
        } finally {
            benchmark.close();
        }
    }
}
