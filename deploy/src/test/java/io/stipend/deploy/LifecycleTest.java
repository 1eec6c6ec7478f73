package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.Health;
import io.stipend.core.execution.Executions;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What starts, what is shown, what stops, and in which order. */
@Timeout(60)
final class LifecycleTest {

    private static final StipendConfig CONFIG = StipendConfig.of(MemoryConfig.DEFAULT);

    /** Notes what comes. */
    private static final class Recorder implements EventPublisher {

        private final List<ResourceEvent> events = new ArrayList<>();
        private volatile boolean away;
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void publish(List<ResourceEvent> batch) {
            ping();
            events.addAll(batch);
        }

        @Override
        public void ping() {
            if (away) {
                throw new EventPublishException("no broker");
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static ReserveResult reserve(ResourceManager manager) {
        return manager.reserveBudget(
                AvailableResources.credits("10"),
                ExecutionConstraints.builder().maxCost("1").build(),
                "alice",
                null);
    }

    @Test
    void guiceShowsWhatIsForUseAndNothingElse() {
        Injector injector = Guice.createInjector(new StipendModule(CONFIG));
        try (Deployment deployment = injector.getInstance(Deployment.class)) {
            assertThat(injector.getInstance(Stipend.class)).isSameAs(deployment.stipend());
            assertThat(injector.getInstance(ResourceManager.class)).isSameAs(deployment.manager());
            assertThat(injector.getInstance(Executions.class)).isSameAs(deployment.executions());
            assertThat(injector.getInstance(Health.class)).isSameAs(deployment.health());
            assertThat(injector.getInstance(MeterRegistry.class)).isSameAs(deployment.meters());
            assertThat(injector.getInstance(AccountAdministration.class)).isSameAs(deployment.accounts());
            assertThat(deployment.health().ready().status()).isEqualTo(Health.Status.UP);
            for (Class<?> hidden : List.of(
                    StoreAdapter.class, CreditStore.class, Journal.class, EventPublisher.class, StipendConfig.class)) {
                assertThatThrownBy(() -> injector.getInstance(Key.get(hidden)))
                        .isInstanceOf(ConfigurationException.class);
            }
        }
    }

    @Test
    void aStopDrainsTheEventsAndThenClosesThePublisher() {
        Recorder recorder = new Recorder();
        recorder.away = true;
        Deployment deployment = Deployment.start(CONFIG, Extensions.none().withEvents(recorder));
        ReserveResult.Approved budget = (ReserveResult.Approved) reserve(deployment.manager());
        deployment
                .manager()
                .finalizeUsage(
                        budget.reservationId(),
                        ResourceUsage.builder().credits("0.5").build());
        recorder.away = false;

        deployment.close();

        assertThat(recorder.events).extracting(ResourceEvent::type).contains(EventType.RESERVED, EventType.COMPLETED);
        assertThat(recorder.closed).hasValue(1);
        assertThatThrownBy(() -> reserve(deployment.manager()))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("is stopping");
        assertThat(deployment.health().ready().ok()).isFalse();
        deployment.close();
    }

    /** The drain timeout bounds a stop whose broker is away. */
    @Test
    void aStopGivesUpOnABrokerThatIsAway() {
        Recorder recorder = new Recorder();
        recorder.away = true;
        Deployment deployment = Deployment.start(
                CONFIG.withRelay(CONFIG.relay().withDrainTimeout(Duration.ofMillis(50))),
                Extensions.none().withEvents(recorder));
        reserve(deployment.manager());
        assertThat(deployment.health().ready().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(deployment.health().ready().ok()).isTrue();

        deployment.close();

        assertThat(recorder.events).isEmpty();
        assertThat(recorder.closed).hasValue(1);
    }

    @Test
    void aStartThatFailsClosesWhatItHasOpenedAndSaysWhyInTheStoresWords() {
        Recorder recorder = new Recorder();
        StipendConfig away =
                StipendConfig.of(PostgresConfig.of("jdbc:postgresql://127.0.0.1:1/none?password=hush", Map.of())
                        .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(250)));

        assertThatThrownBy(() -> Deployment.start(away, Extensions.none().withEvents(recorder)))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageNotContaining("hush");
        assertThat(recorder.closed).hasValue(1);

        assertThatThrownBy(() -> Guice.createInjector(
                        new StipendModule(away, Extensions.none().withEvents(recorder))))
                .isInstanceOf(CreationException.class)
                .hasCauseInstanceOf(CreditStoreException.class);
        assertThat(recorder.closed).hasValue(2);
    }

    @Test
    void numbersGoToTheRegistryThatIsGivenUnlessTheyAreNotWanted() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Deployment deployment = Deployment.start(CONFIG, Extensions.none().withMeters(registry))) {
            reserve(deployment.manager());
            assertThat(registry.getMeters()).isNotEmpty();
        }

        SimpleMeterRegistry silent = new SimpleMeterRegistry();
        try (Deployment deployment = Deployment.start(
                CONFIG.withMetrics(MetricsSettings.NONE), Extensions.none().withMeters(silent))) {
            reserve(deployment.manager());
            assertThat(silent.getMeters()).isEmpty();
        }
    }

    /** Two would count into the same meters: the second is refused, unless it has another name, and leaves nothing open. */
    @Test
    void twoDeploymentsInOneRegistryHaveNames() {
        Extensions extensions = Extensions.none();
        StipendConfig other = CONFIG.withMetrics(new MetricsSettings(true, "other"));
        try (Deployment first = Deployment.start(CONFIG, extensions);
                Deployment second = Deployment.start(other, extensions)) {
            Recorder recorder = new Recorder();
            assertThatThrownBy(() -> Deployment.start(other, extensions.withEvents(recorder)))
                    .hasMessageContaining("of a Stipend named 'other' already");
            assertThat(recorder.closed).hasValue(1);
            assertThat(first.health().ready().ok()).isTrue();
            assertThat(second.health().ready().ok()).isTrue();
        }
        Deployment.start(other, extensions).close();
        assertThat(extensions.meters().getMeters()).isEmpty();
    }

    @Test
    void healthCanBeWrittenAsJson() {
        try (Deployment deployment = Deployment.start(CONFIG)) {
            assertThat(HealthJson.of(deployment.health().live()))
                    .isEqualTo("{\"status\":\"UP\",\"components\":["
                            + "{\"name\":\"relay\",\"status\":\"UP\",\"sentence\":\"runs\",\"tookMillis\":0},"
                            + "{\"name\":\"sweeper\",\"status\":\"UP\",\"sentence\":\"runs\",\"tookMillis\":0}]}");
        }
    }

    /** A resolver that is code may block: it is asked once, and what it says is kept. */
    @Test
    void aResolverOfTheCallersIsCached() {
        AtomicInteger asked = new AtomicInteger();
        TierResolver resolver = (tenant, user) -> {
            asked.incrementAndGet();
            return Tier.builder("small").largest(Limits.credits(Credits.of(2))).build();
        };
        try (Deployment deployment = Deployment.start(CONFIG, Extensions.none().withTiers(resolver))) {
            assertThat(reserve(deployment.manager())).isInstanceOf(ReserveResult.Approved.class);
            assertThat(reserve(deployment.manager())).isInstanceOf(ReserveResult.Approved.class);
        }
        assertThat(asked).hasValue(1);
    }
}
