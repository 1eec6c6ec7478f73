package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.choice.ContainerEngine;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** Redis in a container, by Testcontainers, which also removes it when this JVM has ended. */
final class ContainerRedis {

    private static final String IMAGE_VARIABLE = "TEST_REDIS_IMAGE";
    private static final String IMAGE = "redis:8";
    private static final int PORT = 6379;

    private ContainerRedis() {}

    /**
     * Starts one.
     *
     * @throws ServerUnavailableException if no container engine answers, or Testcontainers is not on the class path
     */
    static RedisServer start(Map<String, String> environment) {
        ContainerEngine.requireSocket(environment);
        try {
            return Container.start(environment.getOrDefault(IMAGE_VARIABLE, IMAGE));
        } catch (NoClassDefFoundError e) {
            throw new ServerUnavailableException(
                    "no Testcontainers on the class path; add org.testcontainers:testcontainers in test scope", e);
        }
    }

    /** Apart, so that this class can be loaded where there is no Testcontainers. */
    private static final class Container {

        private Container() {}

        // It lives as long as the JVM, so nobody closes it.
        @SuppressWarnings("resource")
        static RedisServer start(String image) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw new ServerUnavailableException("there is a socket of a container engine, and no engine answers");
            }
            GenericContainer<?> container = new GenericContainer<>(image).withExposedPorts(PORT);
            container.start();
            return RemoteRedis.of("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
        }
    }
}
