package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.testkit.servers.kafka.KafkaServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BrokerPingTest {

    private final KafkaServer server = KafkaServer.shared();

    @Test
    void aBrokerThatAnswersIsFoundAgainAndAgain() {
        try (EventPublisher publisher = KafkaPublishers.open(KafkaEventsConfig.of(server.bootstrapServers()))) {
            assertThatCode(publisher::ping).doesNotThrowAnyException();
            assertThatCode(publisher::ping).doesNotThrowAnyException();
        }
    }

    @Test
    void oneThatIsAwayIsNamedInOurWords() {
        KafkaEventsConfig away = KafkaEventsConfig.of("127.0.0.1:1").withProperty("sasl.jaas.config", "hush-hush");
        try (EventPublisher publisher = KafkaPublishers.open(away)) {
            assertThatThrownBy(publisher::ping)
                    .isInstanceOf(EventPublishException.class)
                    .hasMessageContaining("Kafka at 127.0.0.1:1 cannot be used")
                    .hasMessageNotContaining("hush-hush");
        }
    }

    @Test
    void onePublisherThatIsClosedIsSaidToBe() {
        EventPublisher publisher = KafkaPublishers.open(KafkaEventsConfig.of(server.bootstrapServers()));
        publisher.ping();
        publisher.close();

        assertThatThrownBy(publisher::ping)
                .isInstanceOf(EventPublishException.class)
                .hasMessageContaining("closed");
    }
}
