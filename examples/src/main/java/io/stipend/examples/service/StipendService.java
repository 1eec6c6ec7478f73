package io.stipend.examples.service;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.error.StipendException;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Budgets over HTTP: {@code java -jar stipend-service.jar --config=FILE}. Without a file, the environment is the whole
 * configuration. The configuration picks store, events and tiers.
 *
 * <p>On a signal to stop, the service answers running requests, and then stops Stipend. Open reservations stay open in
 * the store until they are settled or their leases run out.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class StipendService {

    /** Starts the service, and returns when it can be called. */
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
        Deployment deployment = Deployment.start(config, Extensions.none().withMeters(meters));
        SpringApplication service = new SpringApplication(StipendService.class);
        service.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
            context.registerBean(PrometheusMeterRegistry.class, () -> meters);
            // The context closes it, after the web server.
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
