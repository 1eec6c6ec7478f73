package io.stipend.deploy;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.background.Health;
import io.stipend.core.execution.Executions;
import io.stipend.core.spi.AccountAdministration;

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
    AccountAdministration accounts(Deployment deployment) {
        return deployment.accounts();
    }

    @Provides
    Executions executions(Deployment deployment) {
        return deployment.executions();
    }

    @Provides
    MeterRegistry meters(Deployment deployment) {
        return deployment.meters();
    }

    @Provides
    Health health(Deployment deployment) {
        return deployment.health();
    }
}
