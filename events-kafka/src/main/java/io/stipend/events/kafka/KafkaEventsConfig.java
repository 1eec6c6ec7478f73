package io.stipend.events.kafka;

import static io.stipend.events.kafka.internal.KafkaKeys.BINARY;
import static io.stipend.events.kafka.internal.KafkaKeys.BOOTSTRAP_SERVERS;
import static io.stipend.events.kafka.internal.KafkaKeys.CREATE_TOPICS;
import static io.stipend.events.kafka.internal.KafkaKeys.DEAD_LETTER_TOPIC;
import static io.stipend.events.kafka.internal.KafkaKeys.PARTITIONS;
import static io.stipend.events.kafka.internal.KafkaKeys.PROPERTY;
import static io.stipend.events.kafka.internal.KafkaKeys.PUBLISH_TIMEOUT;
import static io.stipend.events.kafka.internal.KafkaKeys.REPLICATION_FACTOR;
import static io.stipend.events.kafka.internal.KafkaKeys.TOPIC;

import io.stipend.config.Values;
import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventDestination;
import io.stipend.events.EventsConfig;
import io.stipend.events.kafka.internal.KafkaKeys;
import java.time.Duration;
import java.util.Map;

/**
 * Where the events go, and how. Immutable; start from {@link #of} and change what differs. {@code toString} shows the
 * names of the client properties and none of their values.
 *
 * @param settings everything, each by its key
 */
public record KafkaEventsConfig(Values settings) implements EventsConfig {

    /** What the topic of the dead letters has after that of the events, unless it is given. */
    private static final String DEAD_LETTERS = ".deadletters";

    /** Throws {@code IllegalArgumentException} for a value that cannot work, with the value and the remedy. */
    public KafkaEventsConfig {
        settings.violation(KafkaKeys.RULES).ifPresent(what -> {
            throw new IllegalArgumentException(what);
        });
        String deadLetterTopic = settings.find(DEAD_LETTER_TOPIC).orElseGet(() -> settings.get(TOPIC) + DEAD_LETTERS);
        DEAD_LETTER_TOPIC.violation(deadLetterTopic).ifPresent(what -> {
            throw new IllegalArgumentException(what);
        });
        settings.findAll(PROPERTY).forEach(ClientProperties::requireNoConflict);
    }

    /**
     * The defaults: topics {@code stipend.events} and {@code stipend.events.deadletters}, created with 12 partitions if
     * missing; structured events; 30 s for a batch; no further properties.
     *
     * @param bootstrapServers the brokers, as {@code host:port}, separated by commas
     */
    public static KafkaEventsConfig of(String bootstrapServers) {
        return new KafkaEventsConfig(Values.defaults(KafkaKeys.ALL).with(BOOTSTRAP_SERVERS, bootstrapServers));
    }

    /** Another topic; the dead letter topic is then {@code <topic>.deadletters}. */
    public KafkaEventsConfig withTopic(String newTopic) {
        return new KafkaEventsConfig(settings.with(TOPIC, newTopic).without(DEAD_LETTER_TOPIC));
    }

    public KafkaEventsConfig withTopics(String newTopic, String newDeadLetterTopic) {
        return new KafkaEventsConfig(settings.with(TOPIC, newTopic).with(DEAD_LETTER_TOPIC, newDeadLetterTopic));
    }

    /** Puts attributes into headers and data into the value. */
    public KafkaEventsConfig withBinary() {
        return new KafkaEventsConfig(settings.with(BINARY, true));
    }

    /** Never creates a topic. */
    public KafkaEventsConfig withoutCreatingTopics() {
        return new KafkaEventsConfig(settings.with(CREATE_TOPICS, false));
    }

    /** Sets how topics are created. */
    public KafkaEventsConfig withPartitions(int newPartitions, int newReplicationFactor) {
        return new KafkaEventsConfig(settings.with(CREATE_TOPICS, true)
                .with(PARTITIONS, newPartitions)
                .with(REPLICATION_FACTOR, newReplicationFactor));
    }

    public KafkaEventsConfig withPublishTimeout(Duration newPublishTimeout) {
        return new KafkaEventsConfig(settings.with(PUBLISH_TIMEOUT, newPublishTimeout));
    }

    /** Adds a client property, or changes its value. */
    public KafkaEventsConfig withProperty(String name, String value) {
        return new KafkaEventsConfig(settings.with(PROPERTY, value, name));
    }

    /** Replaces all client properties. */
    public KafkaEventsConfig withProperties(Map<String, String> newProperties) {
        Values changed = settings.without(PROPERTY);
        for (Map.Entry<String, String> property : newProperties.entrySet()) {
            changed = changed.with(PROPERTY, property.getValue(), property.getKey());
        }
        return new KafkaEventsConfig(changed);
    }

    /** The brokers, as {@code host:port}, separated by commas. */
    public String bootstrapServers() {
        return settings.get(BOOTSTRAP_SERVERS);
    }

    /** The topic of the events. */
    public String topic() {
        return settings.get(TOPIC);
    }

    /** The topic of events that can never be published; it differs from {@link #topic}. */
    public String deadLetterTopic() {
        return settings.find(DEAD_LETTER_TOPIC).orElseGet(() -> topic() + DEAD_LETTERS);
    }

    /**
     * Whether an event's attributes go to the record's headers and only its data to the value (CloudEvents' "binary content
     * mode"); otherwise the value is the whole event as JSON ("structured").
     */
    public boolean binary() {
        return settings.get(BINARY);
    }

    /** Whether missing topics are created; otherwise publishing fails until they exist. */
    public boolean createTopics() {
        return settings.get(CREATE_TOPICS);
    }

    /**
     * Partitions of the created event topic, 1 to 10,000. All events of one reservation are in one partition. If you add
     * partitions later, the events of old reservations are in two.
     */
    public int partitions() {
        return settings.get(PARTITIONS);
    }

    /**
     * Replicas of created topics, 1 to 100; 0 for three, or for as many as there are brokers if those are fewer. With three
     * or more, two replicas must have a record before it is acknowledged.
     */
    public int replicationFactor() {
        return settings.get(REPLICATION_FACTOR);
    }

    /**
     * How long the brokers may take for a batch, 1 s to 10 min. After at most twice this time, once to find the topic and
     * once to deliver, publishing fails and the relay tries again.
     */
    public Duration publishTimeout() {
        return settings.get(PUBLISH_TIMEOUT);
    }

    /**
     * More properties of Kafka's clients: TLS, SASL, {@code linger.ms} and so on. Properties that could lose or reorder
     * events are refused, and so are those that have a setting here.
     */
    public Map<String, String> properties() {
        return settings.findAll(PROPERTY);
    }

    @Override
    public String type() {
        return KafkaKeys.SECTION;
    }

    @Override
    public EventDestination open() {
        DeadLetteringPublisher kafka = KafkaPublishers.open(this);
        return new EventDestination(kafka, kafka);
    }

    @Override
    public void check() {
        ClientProperties.requireUsable(this);
    }

    @Override
    public void prepare() {
        KafkaPublishers.prepare(this);
    }

    @Override
    public String toString() {
        return "KafkaEventsConfig[" + settings + "]";
    }
}
