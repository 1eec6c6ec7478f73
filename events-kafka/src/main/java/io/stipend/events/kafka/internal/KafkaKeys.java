package io.stipend.events.kafka.internal;

import static io.stipend.config.ValueTypes.SECRET;
import static io.stipend.config.ValueTypes.YES_OR_NO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.matching;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.Rule;
import io.stipend.config.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of the section {@code events.kafka}. */
public final class KafkaKeys {

    /** The section of its keys, and the name that picks it. */
    public static final String SECTION = "kafka";

    private static final ValueType<String> TOPIC_NAME = matching(
            "1 to 249 letters, digits, dots, underscores and hyphens",
            Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}"));

    public static final Key<String> BOOTSTRAP_SERVERS = Key.required(
            "bootstrap-servers",
            matching(
                    "host:port, several with commas between",
                    Pattern.compile("[^,\\s]+:[0-9]{1,5}(,[^,\\s]+:[0-9]{1,5})*")),
            "Where to find the brokers. Must be given for Kafka.");
    public static final Key<String> TOPIC = Key.of("topic", TOPIC_NAME, "stipend.events", "The topic of the events.");
    public static final Key<String> DEAD_LETTER_TOPIC = Key.optional(
            "dead-letter-topic",
            TOPIC_NAME,
            "The topic of those that can never be published; that of the events with `.deadletters` unless given.");
    public static final Key<Boolean> BINARY =
            Key.of("binary", YES_OR_NO, false, "Whether an event's attributes go to the record's headers.");
    public static final Key<Boolean> CREATE_TOPICS =
            Key.of("create-topics", YES_OR_NO, true, "Whether topics that are missing are created.");
    public static final Key<Integer> PARTITIONS =
            Key.of("partitions", wholeNumber(1, 10_000), 12, "Of a topic that is created.");
    public static final Key<Integer> REPLICATION_FACTOR = Key.of(
            "replication-factor",
            wholeNumber(0, 100),
            0,
            "Of topics that are created; 0 for three, or as many as there are brokers.");
    public static final Key<Duration> PUBLISH_TIMEOUT = Key.of(
            "publish-timeout",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            Duration.ofSeconds(30),
            "How long the brokers may take for a batch.");
    public static final Key<String> PROPERTY = Key.optional(
            "properties.<property>",
            SECRET,
            "More properties of Kafka's clients, by their full names: `security.protocol`, `sasl.jaas.config` and so on.");

    public static final List<Key<?>> ALL = List.of(
            BOOTSTRAP_SERVERS,
            TOPIC,
            DEAD_LETTER_TOPIC,
            BINARY,
            CREATE_TOPICS,
            PARTITIONS,
            REPLICATION_FACTOR,
            PUBLISH_TIMEOUT,
            PROPERTY);

    public static final List<Rule<?>> RULES =
            List.of(Rule.different(DEAD_LETTER_TOPIC, TOPIC, "dead letters need a topic of their own"));

    private KafkaKeys() {}
}
