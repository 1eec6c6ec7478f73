package io.stipend.deploy;

import com.google.inject.Inject;
import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.execution.Executions;
import io.stipend.core.health.Health;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.tiers.CachingTierResolver;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import java.util.Optional;

/**
 * Stipend as a configuration wants it. It runs when the injector is made; whoever made the injector closes the {@link
 * Deployment}, or the {@link Stipend}, which is the same. If it cannot be started, making the injector fails, and nothing
 * stays open.
 *
 * <p>Exposed are {@link Deployment}, {@link Stipend}, {@link ResourceManager}, {@link Executions}, {@link AccountAdministration}, {@link
 * Health} and {@link MeterRegistry}; the store, the publisher and whatever else it is made of stay private.
 */
public final class StipendModule extends PrivateModule {

    private final StipendConfig config;
    private final Hooks hooks;

    public StipendModule(StipendConfig config) {
        this(config, Hooks.none());
    }

    public StipendModule(StipendConfig config, Hooks hooks) {
        this.config = config;
        this.hooks = hooks;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        install(StoreModules.of(config.store()));
        install(EventsModules.of(config.events()));
        bind(StipendConfig.class).toInstance(config);
        bind(Hooks.class).toInstance(hooks);
        bind(Starter.class);
        bind(Deployment.class).toProvider(Starter.class).asEagerSingleton();
        bind(MeterRegistry.class).toInstance(hooks.meters());
        expose(Deployment.class);
        expose(Stipend.class);
        expose(ResourceManager.class);
        expose(AccountAdministration.class);
        expose(Executions.class);
        expose(MeterRegistry.class);
        expose(Health.class);
    }

    @Provides
    Stipend stipend(Deployment deployment) {
        return deployment.stipend();
    }

    @Provides
    ResourceManager manager(Deployment deployment) {
        return deployment.manager();
    }

    @Provides
    Executions executions(Deployment deployment) {
        return deployment.executions();
    }

    @Provides
    Health health(Deployment deployment) {
        return deployment.health();
    }

    /** Starts it all, or closes what it has opened. */
    private static final class Starter implements Provider<Deployment> {

        private final StipendConfig config;
        private final Hooks hooks;
        private final Provider<EventPublisher> publisher;
        private final Provider<DeadLetterSink> deadLetters;
        private final Provider<StoreAdapter> store;

        @Inject
        Starter(
                StipendConfig config,
                Hooks hooks,
                Provider<EventPublisher> publisher,
                Provider<DeadLetterSink> deadLetters,
                Provider<StoreAdapter> store) {
            this.config = config;
            this.hooks = hooks;
            this.publisher = publisher;
            this.deadLetters = deadLetters;
            this.store = store;
        }

        @Override
        public Deployment get() {
            EventPublisher events = hooks.alsoPublishTo()
                    .map(also -> EventPublishers.all(also, publisher.get()))
                    .orElseGet(publisher::get);
            try {
                StoreAdapter books = store.get();
                Telemetry telemetry = telemetry();
                try {
                    return start(books, events, telemetry);
                } catch (RuntimeException | Error e) {
                    telemetry.close();
                    books.close();
                    throw e;
                }
            } catch (RuntimeException | Error e) {
                events.close();
                throw e;
            }
        }

        private Telemetry telemetry() {
            MetricsSettings metrics = config.metrics();
            return metrics.enabled() ? Telemetry.on(hooks.meters(), metrics.name()) : Telemetry.none();
        }

        private TierResolver cached(TierResolver resolver, Telemetry telemetry) {
            return resolver instanceof CachingTierResolver
                    ? resolver
                    : new CachingTierResolver(resolver, config.tiers().cache(), telemetry);
        }

        private Deployment start(StoreAdapter books, EventPublisher events, Telemetry telemetry) {
            Optional<FileTiers> fileTiers = hooks.tiers().isPresent()
                    ? Optional.empty()
                    : config.tiers().contents().map(contents -> new FileTiers(contents, config, telemetry));
            Optional<TierResolver> tiers =
                    hooks.tiers().map(resolver -> cached(resolver, telemetry)).or(() -> fileTiers);
            LimitPolicy plain = config.limits().policy();
            Stipend.Builder stipend = Stipend.builder(books)
                    .limits(tiers.map(resolver -> LimitPolicy.tiered(resolver, plain))
                            .orElse(plain))
                    .config(config.manager())
                    .events(events)
                    .deadLetters(deadLetters.get())
                    .relay(config.relay())
                    .sweeper(config.sweeper())
                    .health(config.health())
                    .telemetry(telemetry);
            return new Deployment(stipend.build(), hooks.meters(), fileTiers);
        }
    }
}
