package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A Kafka broker for tests. Thread safe.
 *
 * <p>A test that does not disturb the broker takes the one that all tests of the JVM share, and works in topics of its
 * own:
 *
 * <pre>{@code
 * KafkaServer server = KafkaServer.shared();
 * String topic = server.uniqueTopic();
 * }</pre>
 *
 * <p>A test that does disturb it starts a broker that is its own:
 *
 * <pre>{@code
 * try (EmbeddedKafka server = KafkaServer.start(KafkaOptions.fast())) {
 *     server.kill9();
 *     server.restart();
 * }
 * }</pre>
 */
public sealed interface KafkaServer permits EmbeddedKafka, RemoteKafka {

    /**
     * The broker that all tests of this JVM share; the first call gets it, which takes about five seconds, and prints to
     * the standard error stream which way it was got. It ends with the JVM, unless the environment named it.
     *
     * <p>{@code TEST_KAFKA_BOOTSTRAP} is {@code host:port}, of a broker without encryption and passwords on which anybody
     * may create topics.
     *
     * @throws ServerUnavailableException if no way to a broker is open; every later call throws the same again
     */
    static KafkaServer shared() {
        return SharedKafka.get();
    }

    /**
     * Starts a broker of the caller's own from the jars on the class path, whatever {@code TESTKIT_MODE} says, because no
     * other kind can be killed and frozen. Takes about five seconds.
     *
     * @throws ServerUnavailableException if the jars are not on the class path
     */
    static EmbeddedKafka start(KafkaOptions options) {
        return EmbeddedKafka.start(options);
    }

    /** Where clients begin: {@code host:port}, perhaps several with commas between. */
    String bootstrapServers();

    /** A topic's name that nobody else has; the topic is the caller's to create. */
    default String uniqueTopic() {
        return "test-" + UUID.randomUUID();
    }

    /**
     * Makes a topic with settings of its own, and returns when it is there; for a broker that wants no password.
     *
     * @param settings topic settings by name, such as {@code max.message.bytes}
     */
    default void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
            admin.createTopics(List.of(topic))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }
}
