package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.choice.ContainerEngine;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container, by Testcontainers, which also removes it when this JVM has ended. */
final class ContainerKafka {

    private static final String IMAGE_VARIABLE = "TEST_KAFKA_IMAGE";
    private static final String IMAGE = "apache/kafka-native:4.1.0";

    private ContainerKafka() {}

    /**
     * Starts one.
     *
     * @throws ServerUnavailableException if no container engine answers, or Testcontainers is not on the class path
     */
    static KafkaServer start(Map<String, String> environment) {
        ContainerEngine.requireSocket(environment);
        try {
            return Container.start(environment.getOrDefault(IMAGE_VARIABLE, IMAGE));
        } catch (NoClassDefFoundError e) {
            throw new ServerUnavailableException(
                    "no Testcontainers on the class path; add org.testcontainers:testcontainers-kafka in test scope",
                    e);
        }
    }

    /** Apart, so that this class can be loaded where there is no Testcontainers. */
    private static final class Container {

        private Container() {}

        // It lives as long as the JVM, so nobody closes it.
        @SuppressWarnings("resource")
        static KafkaServer start(String image) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw new ServerUnavailableException("there is a socket of a container engine, and no engine answers");
            }
            KafkaContainer container = new KafkaContainer(image).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            container.start();
            return new RemoteKafka(container.getBootstrapServers());
        }
    }
}
