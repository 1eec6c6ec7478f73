package io.stipend.testkit.servers.kafka;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a Kafka broker.
 *
 * @param settings broker settings by name, as in {@code server.properties}
 * @param jvmArguments how its JVM is started
 * @param clientProperties what a client needs to reach it besides its address: the testkit asks it whether it is there
 */
public record KafkaOptions(
        Map<String, String> settings, List<String> jvmArguments, Map<String, String> clientProperties) {

    public KafkaOptions {
        clientProperties = Map.copyOf(clientProperties);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        jvmArguments = List.copyOf(jvmArguments);
    }

    /**
     * A broker that starts quickly, and makes no topic unless asked to. As every Kafka it leaves the disk to the operating
     * system, so a killed process loses nothing that was acknowledged.
     */
    public static KafkaOptions fast() {
        return new KafkaOptions(
                        Map.of(),
                        List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                        Map.of())
                .with("auto.create.topics.enable", "false")
                .with("num.partitions", "1")
                .with("offsets.topic.replication.factor", "1")
                .with("offsets.topic.num.partitions", "1")
                .with("transaction.state.log.replication.factor", "1")
                .with("transaction.state.log.min.isr", "1")
                .with("transaction.state.log.num.partitions", "1")
                .with("share.coordinator.state.topic.replication.factor", "1")
                .with("share.coordinator.state.topic.min.isr", "1")
                .with("share.coordinator.state.topic.num.partitions", "1")
                .with("group.initial.rebalance.delay.ms", "0")
                .with("log.cleaner.dedupe.buffer.size", "2097152")
                // A broker that was killed may come back once its controller has given it up.
                .with("broker.session.timeout.ms", "1500")
                .with("broker.heartbeat.interval.ms", "200")
                // There is nobody to hand over to.
                .with("controlled.shutdown.enable", "false");
    }

    /** A broker whose speed is worth measuring: the JVM's own compilers and collector, and a gigabyte of heap. */
    public static KafkaOptions measured() {
        return new KafkaOptions(fast().settings(), List.of("-Xms1g", "-Xmx1g"), Map.of());
    }

    /** These options with one broker setting, which replaces an earlier one of that name. */
    public KafkaOptions with(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting, value);
        return new KafkaOptions(changed, jvmArguments, clientProperties);
    }

    /** These options for a broker that clients reach with more than its address: with a password, say. */
    public KafkaOptions forClients(Map<String, String> newClientProperties) {
        return new KafkaOptions(settings, jvmArguments, newClientProperties);
    }
}
