package io.stipend.deploy;

import static io.stipend.deploy.settings.ValueTypes.YES_OR_NO;
import static io.stipend.deploy.settings.ValueTypes.duration;
import static io.stipend.deploy.settings.ValueTypes.oneOf;
import static io.stipend.deploy.settings.ValueTypes.wholeNumber;

import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.ValueType;
import io.stipend.deploy.settings.ValueTypes;
import io.stipend.events.kafka.KafkaEventsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys of where events go. */
final class EventsKeys {

    private static final ValueType<String> TOPIC = ValueTypes.matching(
            "1 to 249 letters, digits, dots, underscores and hyphens",
            Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}"));

    static final Key<EventsType> TYPE =
            Key.of("events.type", oneOf(EventsType.class), "none", "Where events go: nowhere, the log, or Kafka.");

    static final Key<String> BOOTSTRAP_SERVERS = Key.of(
            "events.kafka.bootstrap-servers",
            ValueTypes.matching(
                    "host:port, several with commas between",
                    Pattern.compile("[^,\\s]+:[0-9]{1,5}(,[^,\\s]+:[0-9]{1,5})*")),
            "",
            "Where to find the brokers. Must be given for Kafka.");
    static final Key<String> TOPIC_NAME =
            Key.of("events.kafka.topic", TOPIC, "stipend.events", "The topic of the events.");
    static final Key<String> DEAD_LETTER_TOPIC = Key.of(
            "events.kafka.dead-letter-topic",
            TOPIC,
            "",
            "The topic of those that can never be published; that of the events with `.deadletters` unless given.");
    static final Key<Boolean> BINARY = Key.of(
            "events.kafka.binary", YES_OR_NO, "false", "Whether an event's attributes go to the record's headers.");
    static final Key<Boolean> CREATE_TOPICS =
            Key.of("events.kafka.create-topics", YES_OR_NO, "true", "Whether topics that are missing are created.");
    static final Key<Integer> PARTITIONS =
            Key.of("events.kafka.partitions", wholeNumber(1, 10_000), "12", "Of a topic that is created.");
    static final Key<Integer> REPLICATION_FACTOR = Key.of(
            "events.kafka.replication-factor",
            wholeNumber(0, 100),
            "0",
            "Of topics that are created; 0 for three, or as many as there are brokers.");
    static final Key<Duration> PUBLISH_TIMEOUT = Key.of(
            "events.kafka.publish-timeout",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            "30s",
            "How long the brokers may take for a batch.");
    static final Key<String> PROPERTY = Key.of(
            "events.kafka.properties.<property>",
            ValueTypes.SECRET,
            "",
            "More properties of Kafka's clients, by their full names: `security.protocol`, `sasl.jaas.config` and so on.");

    static final List<Key<?>> KEYS = List.of(
            TYPE,
            BOOTSTRAP_SERVERS,
            TOPIC_NAME,
            DEAD_LETTER_TOPIC,
            BINARY,
            CREATE_TOPICS,
            PARTITIONS,
            REPLICATION_FACTOR,
            PUBLISH_TIMEOUT,
            PROPERTY);

    static final KeyPath KAFKA = new KeyPath(List.of("events", "kafka"));

    private EventsKeys() {}

    /** Where events go; empty, and a problem, if that cannot be. */
    static Optional<EventsSettings> read(Reading reading) {
        EventsType type = reading.get(TYPE);
        if (!reading.isThere(TYPE, type)) {
            return Optional.empty();
        }
        return switch (type) {
            case NONE -> Optional.of(new EventsSettings.None());
            case LOG -> Optional.of(new EventsSettings.Log());
            case KAFKA -> kafka(reading);
        };
    }

    private static Optional<EventsSettings> kafka(Reading reading) {
        String servers = reading.require(BOOTSTRAP_SERVERS, ", which events.type 'kafka' needs", "");
        if (servers.isEmpty()) {
            return Optional.empty();
        }
        String topic = reading.get(TOPIC_NAME);
        Map<String, String> properties = properties(reading, KafkaEventsConfig.of(servers));
        String deadLetters = reading.find(DEAD_LETTER_TOPIC).orElse(topic + ".deadletters");
        if (deadLetters.equals(topic)) {
            reading.problems()
                    .add(reading.settings()
                            .problem(DEAD_LETTER_TOPIC.at(), "as is events.kafka.topic; give another", null));
        }
        return reading.make(
                KAFKA,
                () -> new EventsSettings.Kafka(new KafkaEventsConfig(
                        servers,
                        topic,
                        deadLetters,
                        reading.get(BINARY),
                        reading.get(CREATE_TOPICS),
                        reading.get(PARTITIONS),
                        reading.get(REPLICATION_FACTOR),
                        reading.get(PUBLISH_TIMEOUT),
                        properties)));
    }

    /** The client's properties, each by itself one that can be used. */
    private static Map<String, String> properties(Reading reading, KafkaEventsConfig without) {
        Map<String, String> properties = new TreeMap<>();
        for (String name : reading.settings().names(KAFKA.then("properties"))) {
            reading.find(PROPERTY, name)
                    .filter(value -> reading.make(PROPERTY.at(name), () -> without.withProperty(name, value))
                            .isPresent())
                    .ifPresent(value -> properties.put(name, value));
        }
        return properties;
    }
}
