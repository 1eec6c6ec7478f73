package io.stipend.cli.topic;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.Stipend;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.CreditFold;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The topic alone tells the books. */
@Timeout(120)
class TopicFoldTest {

    private final Topic topic = Topic.on(KafkaServer.shared());

    @ParameterizedTest
    @EnumSource(TestStore.class)
    void theFoldOfTheTopicIsTheBooks(TestStore kind) throws InterruptedException, ExecutionException {
        try (StoreAdapter store = kind.open();
                Stipend stipend = topic.stipend(store);
                Traffic traffic = new Traffic(stipend.manager(), "acme", 32)) {
            traffic.run(100);
            AccountId user = new AccountId("acme", AccountId.Kind.USER, "user 0");
            stipend.accounts()
                    .apply(new AccountCommand.Grant(
                            user, OperationId.of("g"), Resource.CREDITS, 500_000_000, "thanks"));
            stipend.accounts()
                    .apply(new AccountCommand.SetLimit(
                            user, OperationId.of("l"), Resource.CREDITS, 900_000_000, "less"));
            stipend.drain();

            assertThat(stipend.backlog().entries()).isZero();
            assertThat(stipend.relayFigures().published())
                    .isEqualTo(topic.events().size());
            topic.assertTellsTheBooksOf(store, "acme");
        }
    }

    /** Nodes share the work of publishing by turns; when one goes, the other takes over. */
    @Test
    void twoNodesDrainOneStore() throws InterruptedException, ExecutionException {
        PostgresConfig schema = TestStore.newSchema();
        try (StoreAdapter one = PostgresStores.open(schema);
                StoreAdapter other = PostgresStores.open(schema);
                Stipend second = topic.stipend(other);
                Traffic onSecond = new Traffic(second.manager(), "acme", 4)) {
            try (Stipend first = topic.stipend(one);
                    Traffic onFirst = new Traffic(first.manager(), "acme", 4)) {
                onFirst.start();
                onSecond.start();
                await().until(() ->
                        first.relayFigures().published() + second.relayFigures().published() > 500);
                onFirst.stop();
                first.drain();
            }
            long before = second.relayFigures().published();
            await().until(() -> second.relayFigures().published() > before);
            onSecond.stop();
            second.drain();

            topic.assertTellsTheBooksOf(other, "acme");
        }
    }

    /** What the documentation shows: several consumers of one group fold into one place, and come and go. */
    @Test
    void consumersThatComeAndGoArriveAtTheBooks() throws InterruptedException, ExecutionException {
        try (StoreAdapter store = TestStore.MEMORY.open();
                Stipend stipend = topic.stipend(store);
                Traffic traffic = new Traffic(stipend.manager(), "acme", 4);
                BalanceConsumer first = BalanceConsumer.start(topic.config(), new CreditFold());
                BalanceConsumer second = BalanceConsumer.start(topic.config(), first.fold())) {
            traffic.start();
            await().until(() -> first.events() > 200);
            await().until(() -> second.events() > 200);
            second.close();
            long before = first.events();
            await().until(() -> first.events() > before + 200);
            try (BalanceConsumer third = BalanceConsumer.start(topic.config(), first.fold())) {
                await().until(() -> third.events() > 200);
                traffic.stop();
                stipend.drain();
                await().untilAsserted(() -> assertThat(first.balances()).isEqualTo(Topic.books(store, "acme")));
            }
        }
    }
}
