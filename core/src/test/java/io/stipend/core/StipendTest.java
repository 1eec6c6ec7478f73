package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.background.Health;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StipendTest {

    /** What was closed or stopped, in order. */
    private final List<String> closed = new CopyOnWriteArrayList<>();

    private final class EmptyJournal implements Journal {

        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public List<JournalEntry> read(int timeout) {
            return List.of();
        }

        @Override
        public void acknowledge(int count) {}

        @Override
        public void await(Duration timeout) throws InterruptedException {
            assertThat(never.await(timeout.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        }

        @Override
        public Backlog backlog() {
            return new Backlog(0, 0);
        }

        @Override
        public void stepBack() {
            closed.add("relay");
        }
    }

    private final class Adapter implements StoreAdapter, AccountAdministration {

        private final ScriptedStore store = new ScriptedStore();
        private final EmptyJournal journal = new EmptyJournal();

        @Override
        public CreditStore creditStore() {
            return store;
        }

        @Override
        public StoreUpkeep upkeep() {
            return store;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public AccountAdministration accountAdministration() {
            return this;
        }

        @Override
        public BookInspection bookInspection() {
            throw new AssertionError("nobody inspects these books");
        }

        @Override
        public void ping() {}

        @Override
        public Optional<AccountView> show(AccountId account) {
            return Optional.empty();
        }

        @Override
        public List<AccountView> list(String tenant, @Nullable AccountId after, int timeout) {
            return List.of();
        }

        @Override
        public AccountOutcome apply(AccountCommand command) {
            return new Refusal.Conflict();
        }

        @Override
        public void close() {
            closed.add("store");
        }
    }

    private final class Publisher implements EventPublisher {

        private final boolean failing;

        Publisher(boolean failing) {
            this.failing = failing;
        }

        @Override
        public void publish(List<ResourceEvent> batch) {}

        @Override
        public void close() {
            closed.add("publisher");
            if (failing) {
                throw new IllegalStateException("publisher cannot be closed");
            }
        }
    }

    @Test
    void closesTheRelayThenThePublisherThenTheStore() {
        Adapter adapter = new Adapter();
        Stipend stipend = Stipend.builder(adapter).events(new Publisher(false)).build();
        assertThat(stipend.accounts()).isSameAs(adapter);
        assertThat(stipend.manager().getMetrics().activeAllocations()).isZero();

        stipend.close();

        assertThat(closed).containsExactly("relay", "publisher", "store");
    }

    @Test
    void closesTheStoreAlsoWhenThePublisherFails() {
        Stipend stipend =
                Stipend.builder(new Adapter()).events(new Publisher(true)).build();

        assertThatThrownBy(stipend::close).hasMessage("publisher cannot be closed");

        assertThat(closed).containsExactly("relay", "publisher", "store");
    }

    @Test
    void reservesNothingAnyMoreOnceItStops() {
        Stipend stipend = Stipend.builder(new Adapter()).build();
        assertThat(stipend.health().ready().status()).isEqualTo(Health.Status.UP);

        stipend.close();

        assertThatThrownBy(() -> stipend.manager()
                        .reserveBudget(
                                AvailableResources.credits("1"),
                                ExecutionConstraints.builder().build()))
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(CreditStoreException.Kind.UNAVAILABLE))
                .hasMessageContaining("is stopping");
        assertThat(stipend.health().ready().ok()).isFalse();
        assertThat(stipend.health().live().ok())
                .as("it is to be left alone while it stops")
                .isTrue();
    }

    @Test
    void twoOnOneRegistryNeedNamesAndAClosedOneGivesItsNameBack() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Stipend first = Stipend.builder(new Adapter()).meters(registry).build();
                Stipend second = Stipend.builder(new Adapter())
                        .meters(registry, "billing")
                        .build()) {
            assertThat(List.of(first, second)).doesNotContainNull();
            assertThat(registry.find("stipend.relay.backlog").gauges())
                    .extracting(gauge -> gauge.getId().getTag("stipend"))
                    .containsExactlyInAnyOrder("default", "billing");

            Stipend.Builder third = Stipend.builder(new Adapter()).meters(registry);
            assertThatThrownBy(third::build)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'default' already")
                    .hasMessageContaining("Stipend.builder(...).meters(registry, name)");
        }

        assertThat(registry.getMeters()).isEmpty();
        Stipend.builder(new Adapter()).meters(registry).build().close();
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNullByName() {
        Stipend.Builder builder = Stipend.builder(new Adapter());

        refuses("store", () -> Stipend.builder(null));
        refuses("limit policy", () -> builder.limits(null));
        refuses("manager config", () -> builder.config(null));
        refuses("event publisher", () -> builder.events(null));
        refuses("dead letter sink", () -> builder.deadLetters(null));
        refuses("relay config", () -> builder.relay(null));
        refuses("sweeper config", () -> builder.sweeper(null));
        refuses("health config", () -> builder.health(null));
        refuses("meter registry", () -> builder.meters(null));
    }

    private static void refuses(String what, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(what + " is null");
    }
}
