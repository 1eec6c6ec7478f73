package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.testkit.SampleEvents;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaEventsConfigTest {

    private static final KafkaEventsConfig CONFIG = KafkaEventsConfig.of("localhost:9092");

    @ParameterizedTest
    @CsvSource({
        "acks,1,all",
        "acks,0,all",
        "enable.idempotence,false,true",
        "max.in.flight.requests.per.connection,6,1 to 5",
        "retries,0,above 0",
        "partitioner.ignore.keys,true,false",
        "partitioner.class,org.apache.kafka.clients.producer.RoundRobinPartitioner,leave it out",
        "transactional.id,t,leave it out",
        "bootstrap.servers,localhost:1,bootstrapServers",
        "delivery.timeout.ms,1000,publishTimeout",
        "max.block.ms,1000,publishTimeout",
        "key.serializer,x,leave it out",
        "value.serializer,x,leave it out"
    })
    void aPropertyThatWouldLoseOrReorderEventsIsRefusedByName(String name, String value, String remedy) {
        assertThatThrownBy(() -> CONFIG.withProperty(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "acks,all",
        "acks,-1",
        "enable.idempotence,true",
        "max.in.flight.requests.per.connection,5",
        "linger.ms,0",
        "compression.type,zstd",
        "client.id,billing"
    })
    void othersArePassedOn(String name, String value) {
        KafkaEventsConfig config = CONFIG.withProperty(name, value);
        assertThat(ClientProperties.producer(config).get(name)).hasToString(name.equals("acks") ? "all" : value);
        assertThatCode(() -> KafkaPublishers.open(config).close()).doesNotThrowAnyException();
    }

    @Test
    void orderAndDurabilityAreSetExplicitly() {
        assertThat(ClientProperties.producer(CONFIG))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.in.flight.requests.per.connection", 1)
                .containsEntry("delivery.timeout.ms", 30_000)
                .containsEntry("max.block.ms", 30_000);
    }

    @Test
    void whatKafkaCannotWorkWithIsRefusedWhenItIsOpened() {
        assertThatThrownBy(() -> KafkaPublishers.open(CONFIG.withProperty("compression.type", "magic")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("compression.type");
        assertThatThrownBy(() -> KafkaPublishers.open(CONFIG.withProperty("request.timeout.ms", "60000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("request.timeout.ms")
                .hasMessageContaining("publishTimeout, 30000 ms");
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> KafkaEventsConfig.of(" ")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> CONFIG.withTopic("a b")).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> CONFIG.withTopics("a", "a"))
                .hasMessageContaining("dead-letter-topic is a, equal to topic");
        assertThatThrownBy(() -> CONFIG.withPartitions(0, 1)).hasMessageContaining("partitions is '0'");
        assertThatThrownBy(() -> CONFIG.withPartitions(1, 101)).hasMessageContaining("replication-factor is '101'");
        assertThatThrownBy(() -> CONFIG.withPublishTimeout(Duration.ofMillis(1)))
                .hasMessageContaining("publish-timeout is '1ms'");
    }

    @Test
    void valuesOfPropertiesAreNeverShown() {
        KafkaEventsConfig secret = CONFIG.withProperty("sasl.jaas.config", "topsecret password")
                .withProperty("ssl.keystore.password", "hush");
        assertThat(secret.toString())
                .contains("sasl.jaas.config", "ssl.keystore.password")
                .doesNotContain("topsecret", "hush");
        assertThat(ClientProperties.withoutSecrets("cannot parse topsecret password with hush", secret))
                .isEqualTo("cannot parse *** with ***");
    }

    @Test
    void guiceBindsOnePublisherInBothRoles() {
        Injector injector = Guice.createInjector(new KafkaEventsModule(CONFIG));
        EventPublisher publisher = injector.getInstance(EventPublisher.class);
        assertThat((Object) injector.getInstance(DeadLetterSink.class)).isSameAs(publisher);
        publisher.close();
        assertThatThrownBy(() -> publisher.publish(List.of(SampleEvents.usage("t", "r", 1))))
                .isInstanceOf(EventPublishException.class)
                .hasMessageContaining("closed");
    }
}
