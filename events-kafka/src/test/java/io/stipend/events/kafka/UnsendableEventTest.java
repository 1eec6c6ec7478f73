package io.stipend.events.kafka;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventRejectedException;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

/** Events that can never be published, on a real broker. */
class UnsendableEventTest {

    private static final int LARGE = 20_000;

    private final TestTopic topic =
            TestTopic.shared().with(config -> config.withPublishTimeout(Duration.ofSeconds(10)));

    private void create(String name, int maxBytes) {
        topic.server().createTopic(name, 1, Map.of("max.message.bytes", Integer.toString(maxBytes)));
    }

    private static ResourceEvent large(String reservation, long sequence) {
        return new ResourceEvent.Usage("t", reservation, sequence, 1, "s".repeat(LARGE), 1, 0.1);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name), name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void oneTooLargeForTheBrokerInTheMiddleOfAReservationStopsNoOther() {
        create(topic.config().topic(), LARGE);
        List<ResourceEvent> batch = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            batch.add(i == 100 ? large("r", i) : SampleEvents.usage("t", "r", i));
        }
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(topic.config())) {
            assertThatThrownBy(() -> publisher.publish(batch))
                    .isInstanceOfSatisfying(
                            EventRejectedException.class,
                            rejection -> assertThat(rejection.reasons())
                                    .containsOnlyKeys(batch.get(99))
                                    .hasValueSatisfying(
                                            new Condition<>(reason -> reason.contains("TooLarge"), "says why")));
            publisher.accept(batch.remove(99), "too large");
            publisher.publish(batch);
        }
        Order.assertNoneOvertook(topic.events());
        assertThat(topic.events()).containsAll(batch).doesNotContain(large("r", 100));
    }

    @Test
    void oneTooLargeForTheClientIsRejectedLikewise() {
        KafkaEventsConfig small = topic.config().withProperty("max.request.size", Integer.toString(LARGE));
        List<ResourceEvent> batch =
                List.of(SampleEvents.usage("t", "r", 1), large("r", 2), SampleEvents.usage("t", "r", 3));
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(small)) {
            assertThatThrownBy(() -> publisher.publish(batch))
                    .isInstanceOfSatisfying(
                            EventRejectedException.class,
                            rejection -> assertThat(rejection.reasons()).containsOnlyKeys(batch.get(1)));
            publisher.accept(batch.get(1), "too large");
        }
        ConsumerRecord<byte[], byte[]> kept =
                topic.records(topic.config().deadLetterTopic()).get(0);
        assertThat(kept.value())
                .hasSizeLessThan(LARGE)
                .asString(StandardCharsets.UTF_8)
                .contains("t/reservation/r/2");
        assertThat(Integer.parseInt(header(kept, Records.CUT_HEADER))).isGreaterThan(LARGE);
    }

    @Test
    void aDeadLetterIsKeptWholeWithItsReason() {
        ResourceEvent event = large("r", 1);
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(topic.config())) {
            publisher.accept(event, "a listener failed");
        }
        assertThat(topic.records(topic.config().deadLetterTopic()))
                .singleElement()
                .satisfies(record -> {
                    assertThat(header(record, Records.REASON_HEADER)).isEqualTo("a listener failed");
                    assertThat(KafkaPublishers.deserializer()
                                    .deserialize(record.topic(), record.headers(), record.value()))
                            .isEqualTo(event);
                });
    }

    @Test
    void aDeadLetterThatItsTopicDoesNotTakeEitherIsSaidToBeStillThere() {
        create(topic.config().deadLetterTopic(), 100);
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(topic.config())) {
            assertThatThrownBy(() -> publisher.accept(large("r", 1), "too large"))
                    .isExactlyInstanceOf(EventPublishException.class)
                    .hasMessageContaining(topic.config().deadLetterTopic());
        }
    }

    @Test
    void aMissingTopicThatMayNotBeCreatedIsNamedWithTheWayOut() {
        KafkaEventsConfig config = topic.config().withoutCreatingTopics();
        assertThatThrownBy(() -> KafkaPublishers.prepare(config))
                .isInstanceOf(EventPublishException.class)
                .hasMessageContaining("'" + config.topic() + "' does not exist")
                .hasMessageContaining("kafka-topics.sh")
                .hasMessageContaining("--partitions 3");
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(config)) {
            List<ResourceEvent> batch = List.of(SampleEvents.usage("t", "r", 1));
            assertThatThrownBy(() -> publisher.publish(batch)).isInstanceOf(EventPublishException.class);
            KafkaPublishers.prepare(topic.config());
            // A broker knows of a new topic only a moment after it was created.
            await().ignoreExceptionsInstanceOf(EventPublishException.class)
                    .untilAsserted(() -> publisher.publish(batch));
            assertThat(topic.events()).isEqualTo(batch);
        }
    }
}
