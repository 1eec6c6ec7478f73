package io.stipend.events.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the events go, and how. Immutable; start from {@link #of} and change what differs. {@code toString} shows the
 * names of the client properties and none of their values.
 *
 * @param bootstrapServers the brokers, as {@code host:port}, separated by commas
 * @param topic the topic of the events
 * @param deadLetterTopic the topic of events that can never be published; must differ from {@code topic}
 * @param binary whether an event's attributes go to the record's headers and only its data to the value (CloudEvents'
 *     "binary content mode"); otherwise the value is the whole event as JSON ("structured")
 * @param createTopics whether missing topics are created; otherwise publishing fails until they exist
 * @param partitions partitions of the created event topic, 1 to 10,000. All events of one reservation are in one
 *     partition. If you add partitions later, the events of old reservations are in two
 * @param replicationFactor replicas of created topics, 1 to 100; 0 for three, or for as many as there are brokers if
 *     those are fewer. With three or more, two replicas must have a record before it is acknowledged
 * @param publishTimeout how long the brokers may take for a batch, 1 s to 10 min. After at most twice this time, once
 *     to find the topic and once to deliver, publishing fails and the relay tries again
 * @param properties more properties of Kafka's clients: TLS, SASL, {@code linger.ms} and so on. Properties that could
 *     lose or reorder events are refused, and so are those that have a component here
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

    /** Throws {@code IllegalArgumentException} for a value that cannot work, with the value and the remedy. */
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
     * The defaults: topics {@code stipend.events} and {@code stipend.events.deadletters}, created with 12 partitions if
     * missing; structured events; 30 s for a batch; no further properties.
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

    /** Another topic; the dead letter topic is then {@code <topic>.deadletters}. */
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

    /** Puts attributes into headers and data into the value. */
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

    /** Never creates a topic. */
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

    /** Sets how topics are created. */
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

    /** Adds a client property, or changes its value. */
    public KafkaEventsConfig withProperty(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(name, value);
        return withProperties(more);
    }

    /** Replaces all client properties. */
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
