package io.stipend.events.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/** The properties of Kafka's clients: ours, and the user's if they do not conflict. */
final class ClientProperties {

    /** How many requests must fit in the time for a batch. */
    private static final int REQUESTS_PER_DELIVERY = 3;

    /** Properties that have a setting of their own, with that setting. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            "give it as bootstrapServers",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            "it follows from publishTimeout; set that",
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            "it follows from publishTimeout; set that",
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            "keys and values are bytes already; leave it out",
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            "keys and values are bytes already; leave it out",
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "events are published outside of transactions, at least once; leave it out",
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            "the events of one reservation must meet in one partition, as their key says; leave it out");

    /**
     * The most bytes for a partition in one request. The client's default of 16 KiB is two dozen events. With one
     * request in flight, a batch of the relay took several requests, which cost client and broker half as much
     * processor time again.
     */
    private static final int BATCH_BYTES = 64 * 1024;

    private static final String LEAVE_OUT = "; leave it out";

    private ClientProperties() {}

    /**
     * Refuses a property under which events could be lost or reordered.
     *
     * @throws IllegalArgumentException with the property's name and the remedy
     */
    static void requireNoConflict(String name, String value) {
        String elsewhere = ELSEWHERE.get(name);
        if (elsewhere != null) {
            throw conflict(name, elsewhere);
        }
        switch (name) {
            case ProducerConfig.ACKS_CONFIG ->
                require(name, Set.of("all", "-1").contains(value), "all, or events could be lost" + LEAVE_OUT);
            case ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG ->
                require(name, value.equals("true"), "true, or events could be reordered by retries" + LEAVE_OUT);
            case ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION ->
                require(name, value.matches("[1-5]"), "1 to 5, or events could be reordered by retries");
            case ProducerConfig.RETRIES_CONFIG ->
                require(name, !value.equals("0"), "above 0, or events could be reordered" + LEAVE_OUT);
            case ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG ->
                require(
                        name,
                        value.equals("false"),
                        "false, or the events of one reservation would scatter over partitions" + LEAVE_OUT);
            default -> {}
        }
    }

    /**
     * The properties of a producer.
     *
     * @throws IllegalArgumentException if Kafka's client cannot work with a value
     */
    static Map<String, Object> producer(KafkaEventsConfig config) {
        Map<String, Object> properties = common(config);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With more than one, the first records of a new producer can be overtaken: a broker that does not know the
        // producer yet accepts its second request even if it has just refused the first, as happens when a partition's
        // leader changes.
        properties.putIfAbsent(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        int timeoutMillis = Math.toIntExact(config.publishTimeout().toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis / REQUESTS_PER_DELIVERY);
        // A publisher flushes after it has handed over a batch, so nobody waits for this.
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        return properties;
    }

    /** The properties of an admin client: those of the user's properties that it knows. */
    static Map<String, Object> admin(KafkaEventsConfig config) {
        Map<String, Object> properties = common(config);
        properties.keySet().removeIf(ClientProperties::isOfProducerAlone);
        int timeoutMillis = Math.toIntExact(config.publishTimeout().toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis / REQUESTS_PER_DELIVERY);
        return properties;
    }

    /** Refuses properties that Kafka's client would not accept. */
    static void requireUsable(KafkaEventsConfig config) {
        Properties properties = new Properties();
        properties.putAll(producer(config));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, Records.SERIALIZER.getClass());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, Records.SERIALIZER.getClass());
        try {
            ProducerConfig parsed = new ProducerConfig(properties);
            long requestMillis = parsed.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                    + parsed.getLong(ProducerConfig.LINGER_MS_CONFIG);
            if (requestMillis > config.publishTimeout().toMillis()) {
                throw conflict(
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        "with linger.ms it makes " + requestMillis + " ms, and must not be above publishTimeout, "
                                + config.publishTimeout().toMillis() + " ms");
            }
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "Kafka's client refuses a property: " + withoutSecrets(String.valueOf(e.getMessage()), config));
        }
    }

    /** A message of Kafka's client, without the user's values that it may quote. */
    static String withoutSecrets(String message, KafkaEventsConfig config) {
        String clean = message;
        for (Map.Entry<String, String> property : config.properties().entrySet()) {
            String name = property.getKey();
            boolean secret = name.contains("password") || name.contains("jaas") || name.contains("key");
            if (secret && !property.getValue().isEmpty()) {
                clean = clean.replace(property.getValue(), "***");
            }
        }
        return clean;
    }

    private static Map<String, Object> common(KafkaEventsConfig config) {
        Map<String, Object> properties = new HashMap<>(config.properties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "stipend-events");
        return properties;
    }

    private static boolean isOfProducerAlone(String name) {
        return ProducerConfig.configNames().contains(name)
                && !AdminClientConfig.configNames().contains(name);
    }

    private static void require(String name, boolean fits, String expected) {
        if (!fits) {
            throw conflict(name, "it must be " + expected);
        }
    }

    private static IllegalArgumentException conflict(String name, String remedy) {
        return new IllegalArgumentException("client property " + name + " cannot be set so: " + remedy);
    }
}
