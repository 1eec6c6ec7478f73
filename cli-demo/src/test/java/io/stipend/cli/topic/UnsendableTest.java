package io.stipend.cli.topic;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Stipend;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event that its topic never takes, from the store to the topic of the dead letters. */
@Timeout(120)
class UnsendableTest {

    private static final int SMALL = 4_000;

    private final Topic topic = Topic.on(KafkaServer.shared());
    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", topic.server().bootstrapServers()));

    private void create(String name, int maxBytes) {
        topic.server().createTopic(name, 1, Map.of("max.message.bytes", Integer.toString(maxBytes)));
    }

    private static ReservationId reserve(Stipend stipend, boolean large) {
        BudgetRequest.Builder request = BudgetRequest.builder(
                        AvailableResources.credits("10"),
                        ExecutionConstraints.builder().maxCost("1").build())
                .tenant("acme")
                .user("alice");
        for (int i = 0; large && i < BudgetRequest.MAX_ATTRIBUTES; i++) {
            request.attribute("key" + i, "v".repeat(BudgetRequest.MAX_ATTRIBUTE_BYTES));
        }
        return stipend.manager()
                .reserveBudget(request.build())
                .approved()
                .orElseThrow()
                .reservationId();
    }

    private static void settle(Stipend stipend, ReservationId id) {
        stipend.manager()
                .finalizeUsage(id, ResourceUsage.builder().credits("0.5").build());
    }

    @ParameterizedTest
    @EnumSource(TestStore.class)
    void itWaitsInTheStoreUntilTheTopicOfDeadLettersTakesItAndTheOthersGoOn(TestStore kind) throws Exception {
        create(topic.config().topic(), SMALL);
        create(topic.config().deadLetterTopic(), 100);
        try (admin;
                StoreAdapter store = kind.open();
                Stipend stipend = topic.stipend(store)) {
            ReservationId before = reserve(stipend, false);
            ReservationId large = reserve(stipend, true);
            settle(stipend, before);
            settle(stipend, large);

            await().until(() -> stipend.relayFigures().failures() > 0);
            assertThat(stipend.relayFigures().deadLetters()).isZero();
            assertThat(stipend.backlog().entries()).isPositive();

            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(
                                    ConfigResource.Type.TOPIC, topic.config().deadLetterTopic()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "1000000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            stipend.drain();

            assertThat(stipend.backlog().entries()).isZero();
            assertThat(stipend.relayFigures().deadLetters()).isEqualTo(1);
            assertThat(KafkaRecords.all(topic.server(), topic.config().deadLetterTopic()))
                    .singleElement()
                    .satisfies(record -> assertThat(record.headers().lastHeader("stipend-reason"))
                            .isNotNull());
            List<ResourceEvent> events = topic.events();
            assertThat(events.stream().filter(event -> event.stream().equals(large.value())))
                    .extracting(ResourceEvent::type)
                    .contains(EventType.COMPLETED)
                    .doesNotContain(EventType.RESERVED);
            assertThat(events.stream().filter(event -> event.stream().equals(before.value())))
                    .extracting(ResourceEvent::type)
                    .contains(EventType.RESERVED, EventType.COMPLETED);
        }
    }
}
