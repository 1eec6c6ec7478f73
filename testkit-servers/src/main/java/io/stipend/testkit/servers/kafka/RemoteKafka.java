package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.Map;

/** A Kafka broker that others start and stop. */
record RemoteKafka(String bootstrapServers) implements KafkaServer {

    private static final String VARIABLE = "TEST_KAFKA_BOOTSTRAP";

    /**
     * The broker that {@code TEST_KAFKA_BOOTSTRAP} names.
     *
     * @throws ServerUnavailableException if it is not set
     */
    static RemoteKafka ofEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        if (value.isEmpty()) {
            throw new ServerUnavailableException(VARIABLE + " is not set");
        }
        return new RemoteKafka(value);
    }
}
