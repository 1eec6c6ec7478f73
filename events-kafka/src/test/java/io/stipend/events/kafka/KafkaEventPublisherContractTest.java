package io.stipend.events.kafka;

import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.EventPublisherContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The contract on a real broker, in both formats. */
final class KafkaEventPublisherContractTest {

    @Nested
    final class Structured extends EventPublisherContract {
        @Override
        protected PublisherHarness openPublisher() {
            return Harness.of(TestTopic.shared());
        }
    }

    @Nested
    final class Binary extends EventPublisherContract {
        @Override
        protected PublisherHarness openPublisher() {
            return Harness.of(TestTopic.shared().with(KafkaEventsConfig::withBinary));
        }
    }

    private record Harness(TestTopic topic, EventPublisher publisher)
            implements EventPublisherContract.PublisherHarness {

        static Harness of(TestTopic topic) {
            return new Harness(topic, KafkaPublishers.open(topic.config()));
        }

        @Override
        public List<ResourceEvent> readBack(String tenant) {
            return topic.events().stream()
                    .filter(event -> event.tenant().equals(tenant))
                    .toList();
        }

        @Override
        public void close() {
            publisher.close();
        }
    }
}
