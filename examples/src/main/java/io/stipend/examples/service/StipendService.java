package io.stipend.examples.service;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.error.StipendException;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Hooks;
import io.stipend.deploy.StipendConfig;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Budgets over HTTP. {@code java -jar stipend-service.jar --config=FILE}; without a file, the environment says all. Store,
 * events and tiers are the configuration's to pick.
 *
 * <p>On a signal to stop, requests that run are answered, then Stipend stops: what is open stays open in the store until it
 * is settled or its lease runs out.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class StipendService {

    /** Begins, and returns when the service can be called. */
    public static void main(String[] args) {
        try {
            start(args);
        } catch (StipendException refused) {
            System.err.println("stipend-service: " + refused.getMessage());
            System.exit(1);
        }
    }

    private static void start(String[] args) {
        String file = new SimpleCommandLinePropertySource(args).getProperty("config");
        StipendConfig config =
                file == null ? StipendConfig.load(System.getenv()) : StipendConfig.load(Path.of(file), System.getenv());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Deployment deployment = Deployment.start(config, Hooks.none().withMeters(meters));
        SpringApplication service = new SpringApplication(StipendService.class);
        service.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
            context.registerBean(PrometheusMeterRegistry.class, () -> meters);
            // Closed together with the context, after the web server.
            context.registerBean(Deployment.class, () -> deployment);
        });
        try {
            service.run(args);
        } catch (RuntimeException failure) {
            deployment.close();
            throw failure;
        }
    }
}
