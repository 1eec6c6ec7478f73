package io.stipend.events.kafka;

import io.stipend.events.EventPublishException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the topics exist. */
final class Topics {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private static final int USUAL_REPLICAS = 3;

    private final KafkaEventsConfig config;
    private final Admin admin;

    private Topics(KafkaEventsConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * Makes sure that both topics exist, and creates them if that is allowed.
     *
     * @throws EventPublishException if one does not exist, or no broker answers
     */
    static void ensure(KafkaEventsConfig config) {
        try (Admin admin = Admin.create(ClientProperties.admin(config))) {
            new Topics(config, admin).ensure();
        } catch (KafkaException e) {
            throw KafkaFailures.cannotReach(config, e);
        }
    }

    private void ensure() {
        List<NewTopic> missing = new ArrayList<>();
        if (!exists(config.topic())) {
            missing.add(new NewTopic(config.topic(), config.partitions(), replicas()));
        }
        if (!exists(config.deadLetterTopic())) {
            missing.add(new NewTopic(config.deadLetterTopic(), 1, replicas()));
        }
        for (NewTopic topic : missing) {
            if (!config.createTopics()) {
                throw new EventPublishException("topic '" + topic.name() + "' does not exist on Kafka at "
                        + config.bootstrapServers() + ", and is not to be created from here; create it ("
                        + command(topic) + ") or allow createTopics");
            }
            create(topic);
        }
    }

    private boolean exists(String topic) {
        try {
            get(admin.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new EventPublishException(
                        "this client is not authorized to use topic '" + topic + "' on Kafka at "
                                + config.bootstrapServers() + "; grant it Describe and Write, and Create if it is to"
                                + " create it",
                        e.getCause());
            }
            throw KafkaFailures.cannotReach(config, KafkaFailures.cause(e));
        }
    }

    private short replicas() {
        if (config.replicationFactor() > 0) {
            return (short) config.replicationFactor();
        }
        try {
            int brokers = get(admin.describeCluster().nodes()).size();
            return (short) Math.max(1, Math.min(USUAL_REPLICAS, brokers));
        } catch (ExecutionException e) {
            throw KafkaFailures.cannotReach(config, KafkaFailures.cause(e));
        }
    }

    private void create(NewTopic topic) {
        topic.configs(settings(topic));
        try {
            get(admin.createTopics(List.of(topic)).all());
            log.info(
                    "created topic {} with {} partitions, {} replicas",
                    topic.name(),
                    topic.numPartitions(),
                    topic.replicationFactor());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new EventPublishException(
                        "topic '" + topic.name() + "' does not exist on Kafka at " + config.bootstrapServers()
                                + ", and this client may not create it; have it created (" + command(topic) + ")",
                        e.getCause());
            }
            throw KafkaFailures.cannotReach(config, KafkaFailures.cause(e));
        }
    }

    /** Neither topic is compacted, because many events share a key. Dead letters are kept until somebody looks at them. */
    private Map<String, String> settings(NewTopic topic) {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        if (topic.replicationFactor() >= USUAL_REPLICAS) {
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        if (topic.name().equals(config.deadLetterTopic())) {
            settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        }
        return settings;
    }

    private String command(NewTopic topic) {
        StringBuilder command = new StringBuilder("kafka-topics.sh --bootstrap-server ")
                .append(config.bootstrapServers())
                .append(" --create --topic ")
                .append(topic.name())
                .append(" --partitions ")
                .append(topic.numPartitions())
                .append(" --replication-factor ")
                .append(topic.replicationFactor());
        settings(topic)
                .forEach((name, value) ->
                        command.append(" --config ").append(name).append('=').append(value));
        return command.toString();
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KafkaFailures.interrupted(config);
        }
    }
}
