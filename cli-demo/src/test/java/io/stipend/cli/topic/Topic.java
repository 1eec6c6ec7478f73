package io.stipend.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.CreditFold;
import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** A topic of a test's own, with what must hold of it. */
record Topic(KafkaServer server, KafkaEventsConfig config) {

    /** Tests wait for the relay to find a broker again. */
    static final EventRelay.Config RELAY = EventRelay.Config.DEFAULT
            .withBackOff(Duration.ofMillis(50), Duration.ofMillis(500))
            .withDrainTimeout(Duration.ofSeconds(60));

    static Topic on(KafkaServer server) {
        return new Topic(
                server,
                KafkaEventsConfig.of(server.bootstrapServers())
                        .withTopic(server.uniqueTopic())
                        .withPartitions(3, 0)
                        .withPublishTimeout(Duration.ofSeconds(2)));
    }

    /** Stipend on a store, publishing here. */
    Stipend stipend(StoreAdapter store) {
        DeadLetteringPublisher kafka = KafkaPublishers.open(config);
        return Stipend.builder(store)
                .events(kafka)
                .deadLetters(kafka)
                .relay(RELAY)
                .build();
    }

    /** Every event that is here by now, duplicates among them, those of a stream in order. */
    List<ResourceEvent> events() {
        return KafkaRecords.all(server, config.topic()).stream()
                .map(record -> Objects.requireNonNull(
                        KafkaPublishers.deserializer().deserialize(record.topic(), record.headers(), record.value())))
                .toList();
    }

    /**
     * Whoever drops duplicates by id sees every stream without gaps and in order, and arrives at the books.
     *
     * @param store whose books
     */
    void assertTellsTheBooksOf(StoreAdapter store, String tenant) {
        List<ResourceEvent> events = events();
        assertNoGapAndInOrder(events);
        CreditFold fold = new CreditFold();
        Set<String> seen = new HashSet<>();
        for (ResourceEvent event : events) {
            if (seen.add(event.id())) {
                fold.accept(event);
            }
        }
        assertThat(fold.balances()).isEqualTo(books(store, tenant));
    }

    private static void assertNoGapAndInOrder(List<ResourceEvent> events) {
        Set<String> seen = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (ResourceEvent event : events) {
            if (seen.add(event.id())) {
                String stream = event.id().substring(0, event.id().lastIndexOf("/" + event.sequence() + "/"));
                long before = last.getOrDefault(stream, 0L);
                // One change makes two events when it passes both levels; a report that enters none makes no event.
                assertThat(event.sequence())
                        .as("%s after number %d", event.id(), before)
                        .isBetween(before, before + Traffic.MAX_REPORTS + 1);
                last.put(stream, event.sequence());
            }
        }
    }

    static Map<CreditFold.Account, CreditFold.Balance> books(StoreAdapter store, String tenant) {
        Map<CreditFold.Account, CreditFold.Balance> books = new TreeMap<>();
        List<AccountView> views = store.accountAdministration().list(tenant, null, 10_000);
        for (AccountView view : views) {
            books.put(
                    new CreditFold.Account(tenant, view.account().toString()),
                    new CreditFold.Balance(
                            view.allowance(Resource.CREDITS)
                                    .orElse(view.grants().credits()),
                            view.reserved().credits(),
                            view.spent().credits()));
        }
        return books;
    }
}
