package io.stipend.examples;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.StipendModule;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Stipend in Guice: one module, created from the configuration, and an injected manager. */
public final class WithGuice {

    private final ResourceManager manager;

    @Inject
    WithGuice(ResourceManager manager) {
        this.manager = manager;
    }

    /** Runs it with the configuration file whose path is the argument. */
    public static void main(String[] args) {
        System.out.println(run(StipendConfig.load(Path.of(args[0]), System.getenv())));
    }

    static String run(StipendConfig config) {
        Injector injector = Guice.createInjector(new StipendModule(config));
        // The code that creates the injector closes what was started.
        try (Deployment running = injector.getInstance(Deployment.class)) {
            return injector.getInstance(WithGuice.class).ask("alice")
                    + (running.health().ready().ok() ? ", and all is well" : "");
        }
    }

    private String ask(String user) {
        ReserveResult result = manager.reserveBudget(
                AvailableResources.credits("5"),
                ExecutionConstraints.builder().maxCost("2").build(),
                user,
                null);
        return result instanceof ReserveResult.Rejected rejected
                ? "rejected: " + rejected.rejection().message()
                : "approved";
    }
}
