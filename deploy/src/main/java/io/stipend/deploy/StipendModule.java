package io.stipend.deploy;

import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.Health;
import io.stipend.core.execution.Executions;
import io.stipend.core.spi.AccountAdministration;
import java.util.function.Function;

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
    private final Extensions extensions;

    public StipendModule(StipendConfig config) {
        this(config, Extensions.none());
    }

    public StipendModule(StipendConfig config, Extensions extensions) {
        this.config = config;
        this.extensions = extensions;
    }

    @Override
    protected void configure() {
        bind(Deployment.class)
                .toProvider(() -> Deployment.start(config, extensions))
                .asEagerSingleton();
        expose(Deployment.class);
        part(Stipend.class, Deployment::stipend);
        part(ResourceManager.class, Deployment::manager);
        part(AccountAdministration.class, Deployment::accounts);
        part(Executions.class, Deployment::executions);
        part(MeterRegistry.class, Deployment::meters);
        part(Health.class, Deployment::health);
    }

    private <T> void part(Class<T> type, Function<Deployment, T> of) {
        Provider<Deployment> deployment = getProvider(Deployment.class);
        bind(type).toProvider(() -> of.apply(deployment.get()));
        expose(type);
    }
}
