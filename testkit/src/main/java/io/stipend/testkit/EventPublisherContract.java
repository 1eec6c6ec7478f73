package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Everything a publisher must prove. An adapter writes one subclass that supplies the publisher and a way to read back
 * what it published. What it promises:
 *
 * <ol>
 *   <li>When {@code publish} returns, every event of the batch can be read.
 *   <li>The events of one stream are read in the order in which they were published.
 *   <li>An event is read as it was published: every type, every field, absent ones absent.
 *   <li>An event published again has the same id again.
 *   <li>An empty batch is nothing, and closing twice is closing once.
 * </ol>
 *
 * <p>Tests use tenants with random names, so that they can run side by side on a shared broker.
 */
public abstract class EventPublisherContract {

    /** An opened publisher, and what was published through it. */
    public interface PublisherHarness extends AutoCloseable {

        /** The publisher under test. */
        EventPublisher publisher();

        /**
         * All events of a tenant that can be read by now, those of one stream in the order in which a reader gets them.
         * May block while the broker delivers what it has taken. Events that were published twice come twice, unless the
         * publisher is known to drop duplicates.
         */
        List<ResourceEvent> readBack(String tenant);

        /** Closes what was opened for this test alone. */
        @Override
        void close();
    }

    private @Nullable PublisherHarness harness;
    private final String tenant = "test-" + UUID.randomUUID();

    /** Opens the publisher under test. Called before each test. */
    protected abstract PublisherHarness openPublisher();

    @BeforeEach
    void open() {
        harness = openPublisher();
    }

    @AfterEach
    void close() {
        harness().close();
    }

    private PublisherHarness harness() {
        if (harness == null) {
            throw new IllegalStateException("no publisher is open outside of a test");
        }
        return harness;
    }

    @Test
    @DisplayName("(1, 3) events of every type are read as they were published")
    void everyType() {
        List<ResourceEvent> events = SampleEvents.ofEveryType(tenant, "r");

        harness().publisher().publish(events);

        assertThat(harness().readBack(tenant)).containsExactlyInAnyOrderElementsOf(events);
        assertThat(events).extracting(ResourceEvent::type).contains(EventType.values());
    }

    @Test
    @DisplayName("(3) what may be absent comes back absent, and extreme values as they are")
    void absentAndExtremeFields() {
        List<ResourceEvent> events = SampleEvents.atTheEdges(tenant);

        harness().publisher().publish(events);

        assertThat(harness().readBack(tenant)).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    @DisplayName("(2) the events of a stream stay in order, over many batches and among other streams")
    void orderPerStream() {
        int streams = 10;
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            List<ResourceEvent> batch = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                batch.add(SampleEvents.usage(tenant, "r" + stream, 2L * round + 1));
                batch.add(SampleEvents.usage(tenant, "r" + stream, 2L * round + 2));
            }
            harness().publisher().publish(batch);
        }

        List<ResourceEvent> read = harness().readBack(tenant);
        assertThat(read).hasSize(2 * streams * rounds);
        for (int stream = 0; stream < streams; stream++) {
            String name = "r" + stream;
            assertThat(read.stream().filter(event -> event.stream().equals(name)))
                    .extracting(ResourceEvent::sequence)
                    .isSorted()
                    .hasSize(2 * rounds);
        }
    }

    @Test
    @DisplayName("(1, 2) a batch may mix tenants; the same stream name in two tenants is two streams")
    void mixedTenants() {
        String other = tenant + "-other";
        List<ResourceEvent> batch = List.of(
                SampleEvents.usage(tenant, "r", 1),
                SampleEvents.usage(other, "r", 1),
                SampleEvents.usage(tenant, "r", 2));

        harness().publisher().publish(batch);

        assertThat(harness().readBack(tenant)).containsExactly(batch.get(0), batch.get(2));
        assertThat(harness().readBack(other)).containsExactly(batch.get(1));
    }

    @Test
    @DisplayName("(3) odd ids come back as they went in")
    void oddIds() {
        List<ResourceEvent> events = new ArrayList<>();
        for (String id :
                List.of("it's", "a/b", "a%2Fb", "{\"a\":1}", "é", "e\u0301", "\ud83d\ude00", "a b", "\\", "\u202e")) {
            events.addAll(SampleEvents.ofEveryType(tenant, id));
        }

        harness().publisher().publish(events);

        assertThat(harness().readBack(tenant)).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    @DisplayName("(4) a batch published again brings the same ids, and nothing else")
    void republishing() {
        List<ResourceEvent> events = SampleEvents.ofEveryType(tenant, "r");
        harness().publisher().publish(events);
        harness().publisher().publish(events);

        List<String> ids = events.stream().map(ResourceEvent::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(harness().readBack(tenant)).extracting(ResourceEvent::id).containsOnly(ids.toArray(String[]::new));
    }

    @Test
    @DisplayName("(5) an empty batch is nothing")
    void emptyBatch() {
        harness().publisher().publish(List.of());
        harness().publisher().publish(List.of(SampleEvents.usage(tenant, "r", 1)));
        harness().publisher().publish(List.of());

        assertThat(harness().readBack(tenant)).hasSize(1);
    }

    @Test
    @DisplayName("(1, 2) a large batch arrives whole")
    void largeBatch() {
        List<ResourceEvent> batch = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            batch.add(SampleEvents.usage(tenant, "r", i));
        }

        harness().publisher().publish(batch);

        assertThat(harness().readBack(tenant)).isEqualTo(batch);
    }

    @Test
    @DisplayName("(1, 5) what was published before a close can be read after it; closing again does nothing")
    void closesTwice() {
        harness().publisher().publish(List.of(SampleEvents.usage(tenant, "r", 1)));
        harness().publisher().close();
        harness().publisher().close();

        assertThat(harness().readBack(tenant)).hasSize(1);
    }
}
