package io.stipend.events.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the events go, and how. Immutable; start from {@link #of} and change what differs. Its text shows the names of the
 * client properties and none of their values.
 *
 * @param bootstrapServers where to find the brokers: {@code host:port}, several with commas between
 * @param topic the topic of the events
 * @param deadLetterTopic the topic of those that can never be published; another than {@code topic}
 * @param binary whether an event's attributes go to the record's headers and its data alone to the value (CloudEvents'
 *     "binary content mode"); else all of it is JSON in the value ("structured")
 * @param createTopics whether topics that do not exist are created; else publishing fails until they are there
 * @param partitions of a topic that is created, 1 to 10,000. The events of one reservation are all in one partition; more
 *     partitions later put the events of old reservations in two
 * @param replicationFactor of topics that are created, 1 to 100; 0 for three, or as many as there are brokers if those are
 *     fewer. From three on, two replicas must have a record before it is acknowledged
 * @param publishTimeout how long the brokers may take for a batch, 1 s to 10 min; after twice this at most, once to find
 *     the topic and once to deliver, publishing fails, and the relay tries again
 * @param properties more properties of Kafka's clients: TLS, SASL, {@code linger.ms} and so on. Those that would lose or
 *     reorder events, and those that have their own place here, are refused
 */
public record KafkaEventsConfig(
        String bootstrapServers,
        String topic,
        String deadLetterTopic,
        boolean binary,
        boolean createTopics,
        int partitions,
        int replicationFactor,
        Duration publishTimeout,
        Map<String, String> properties) {

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    /** Refuses what cannot work with {@code IllegalArgumentException}, which names it and the remedy. */
    public KafkaEventsConfig {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("bootstrapServers is empty; give host:port");
        }
        requireTopic("topic", topic);
        requireTopic("deadLetterTopic", deadLetterTopic);
        if (topic.equals(deadLetterTopic)) {
            throw new IllegalArgumentException("topic and deadLetterTopic are both '" + topic + "'; give two");
        }
        within(partitions, 1, 10_000, "partitions");
        within(replicationFactor, 0, 100, "replicationFactor");
        if (publishTimeout.compareTo(LEAST_TIMEOUT) < 0 || publishTimeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "publishTimeout is " + publishTimeout + "; give " + LEAST_TIMEOUT + " to " + MAX_TIMEOUT);
        }
        properties = Map.copyOf(properties);
        ClientProperties.requireNoConflict(properties);
    }

    /**
     * The defaults: topics {@code stipend.events} and {@code stipend.events.deadletters}, structured, created if missing
     * with 12 partitions; 30 s for a batch; no more properties.
     */
    public static KafkaEventsConfig of(String bootstrapServers) {
        return new KafkaEventsConfig(
                bootstrapServers,
                "stipend.events",
                "stipend.events.deadletters",
                false,
                true,
                12,
                0,
                Duration.ofSeconds(30),
                Map.of());
    }

    /** Another topic; that of the dead letters is then {@code <topic>.deadletters}. */
    public KafkaEventsConfig withTopic(String newTopic) {
        return withTopics(newTopic, newTopic + ".deadletters");
    }

    public KafkaEventsConfig withTopics(String newTopic, String newDeadLetterTopic) {
        return new KafkaEventsConfig(
                bootstrapServers,
                newTopic,
                newDeadLetterTopic,
                binary,
                createTopics,
                partitions,
                replicationFactor,
                publishTimeout,
                properties);
    }

    /** Attributes in headers, data in the value. */
    public KafkaEventsConfig withBinary() {
        return new KafkaEventsConfig(
                bootstrapServers,
                topic,
                deadLetterTopic,
                true,
                createTopics,
                partitions,
                replicationFactor,
                publishTimeout,
                properties);
    }

    /** Creates no topic. */
    public KafkaEventsConfig withoutCreatingTopics() {
        return new KafkaEventsConfig(
                bootstrapServers,
                topic,
                deadLetterTopic,
                binary,
                false,
                partitions,
                replicationFactor,
                publishTimeout,
                properties);
    }

    /** How topics are created. */
    public KafkaEventsConfig withPartitions(int newPartitions, int newReplicationFactor) {
        return new KafkaEventsConfig(
                bootstrapServers,
                topic,
                deadLetterTopic,
                binary,
                true,
                newPartitions,
                newReplicationFactor,
                publishTimeout,
                properties);
    }

    public KafkaEventsConfig withPublishTimeout(Duration newPublishTimeout) {
        return new KafkaEventsConfig(
                bootstrapServers,
                topic,
                deadLetterTopic,
                binary,
                createTopics,
                partitions,
                replicationFactor,
                newPublishTimeout,
                properties);
    }

    /** One more client property, or another value of one. */
    public KafkaEventsConfig withProperty(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(name, value);
        return withProperties(more);
    }

    /** These client properties instead of those there were. */
    public KafkaEventsConfig withProperties(Map<String, String> newProperties) {
        return new KafkaEventsConfig(
                bootstrapServers,
                topic,
                deadLetterTopic,
                binary,
                createTopics,
                partitions,
                replicationFactor,
                publishTimeout,
                newProperties);
    }

    @Override
    public String toString() {
        return "KafkaEventsConfig[" + bootstrapServers + ", topic=" + topic + ", deadLetterTopic=" + deadLetterTopic
                + ", binary=" + binary + ", createTopics=" + createTopics + ", partitions=" + partitions
                + ", replicationFactor=" + replicationFactor + ", publishTimeout=" + publishTimeout
                + ", properties=" + new TreeMap<>(properties).keySet() + "]";
    }

    private static void requireTopic(String what, String name) {
        if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    what + " is '" + name + "'; give 1 to 249 letters, digits, dots, underscores and hyphens");
        }
    }

    private static void within(int value, int least, int limit, String name) {
        if (value < least || value > limit) {
            throw new IllegalArgumentException(name + " is " + value + "; give " + least + " to " + limit);
        }
    }
}
