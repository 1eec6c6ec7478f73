package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.choice.ContainerEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container, by Testcontainers, which also removes it when this JVM has ended. */
final class ContainerPostgres {

    private static final String IMAGE_VARIABLE = "TEST_POSTGRES_IMAGE";
    private static final String IMAGE = "postgres:18";

    private ContainerPostgres() {}

    /**
     * Starts one.
     *
     * @throws ServerUnavailableException if no container engine answers, or Testcontainers is not on the class path
     */
    static PostgresServer start(Map<String, String> environment) {
        ContainerEngine.requireSocket(environment);
        try {
            return Container.start(environment.getOrDefault(IMAGE_VARIABLE, IMAGE));
        } catch (NoClassDefFoundError e) {
            throw new ServerUnavailableException(
                    "no Testcontainers on the class path; add org.testcontainers:testcontainers-postgresql in test scope",
                    e);
        }
    }

    /** Apart, so that this class can be loaded where there is no Testcontainers. */
    private static final class Container {

        private Container() {}

        // It lives as long as the JVM, so nobody closes it.
        @SuppressWarnings("resource")
        static PostgresServer start(String image) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw new ServerUnavailableException("there is a socket of a container engine, and no engine answers");
            }
            List<String> command = new ArrayList<>(List.of("postgres"));
            PostgresOptions.fast()
                    .settings()
                    .forEach(
                            (name, value) -> Stream.of("-c", name + "=" + value).forEach(command::add));
            PostgreSQLContainer container = new PostgreSQLContainer(image).withCommand(command.toArray(String[]::new));
            container.start();
            return new RemotePostgres(
                    container.getJdbcUrl(),
                    container.getHost(),
                    container.getFirstMappedPort(),
                    container.getUsername(),
                    container.getPassword());
        }
    }
}
