package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.testkit.servers.kafka.EmbeddedKafka;
import io.stipend.testkit.servers.kafka.KafkaOptions;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The Kafka publisher compared with Kafka's own producer, and the relay from PostgreSQL compared with its parts, on
 * servers of their own, in one run.
 */
final class KafkaSuite implements Suite {

    static final String PRODUCER = "producer";
    static final String PRODUCER_WAITS = "producer-waits";
    static final String PUBLISHER = "publisher";
    static final String CLAIM = "claim";
    static final String RELAY = "relay";
    static final String CYCLE = "cycle-kafka";

    private static final int CALLERS = 64;
    private static final int EVENTS_PER_CYCLE = 2;

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK_STREAM : BenchProfile.FULL_STREAM;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        progress.accept("starting Kafka and PostgreSQL");
        try (EmbeddedKafka kafka = KafkaServer.start(options());
                EmbeddedPostgres postgres = PostgresServer.start(PostgresSuite.options())) {
            return jmh.measure(cases(kafka.bootstrapServers(), PostgresSuite.url(postgres)), progress);
        }
    }

    /**
     * A broker with a small retention, so that it writes to pages of memory that it has used before. Otherwise, after
     * the first gigabytes, the case would mostly measure how long the machine takes to map new pages, which on a
     * virtual machine halves a producer's rate, and later the disk.
     */
    private static KafkaOptions options() {
        String bytes = Integer.toString(32 * 1024 * 1024);
        return KafkaOptions.measured()
                .with("log.segment.bytes", bytes)
                .with("log.retention.bytes", bytes)
                .with("log.retention.check.interval.ms", "500")
                .with("log.initial.task.delay.ms", "500")
                .with("log.segment.delete.delay.ms", "0");
    }

    /** In an order that keeps together what is compared. */
    static List<BenchCase> cases(String servers, String url) {
        Map<String, String> kafka = Map.of("servers", servers);
        Map<String, String> relay = Map.of("servers", servers, "url", url, "relays", "true");
        Map<String, String> claim = Map.of("servers", servers, "url", url, "relays", "false");
        Map<String, String> both = Map.of("servers", servers, "url", url);
        return List.of(
                of(PRODUCER, KafkaPublishing.class, "producer", 1, kafka),
                of(PRODUCER_WAITS, KafkaPublishing.class, "producerThatWaits", 1, kafka),
                of(PUBLISHER, KafkaPublishing.class, "publisher", 1, kafka),
                of(CLAIM, KafkaRelay.class, "claim", 1, claim),
                of(RELAY, KafkaRelay.class, "relay", 1, relay),
                of(CYCLE, KafkaCycle.class, "cycle", CALLERS, both));
    }

    private static BenchCase of(
            String name, Class<?> benchmarks, String method, int callers, Map<String, String> params) {
        return new BenchCase(name, benchmarks.getName() + '.' + method, Kind.WHOLE, callers, 1, params);
    }

    /** The goals say them. */
    @Override
    public List<Ratio> ratios() {
        return List.of();
    }

    @Override
    public List<Goal> goals(Results results) {
        double producer = rate(results, PRODUCER, 1);
        double floor = Math.min(producer, rate(results, CLAIM, 1));
        double relay = rate(results, RELAY, 1);
        return List.of(
                Goal.atLeast(
                        "publisher: at least 0.8 x Kafka's own producer",
                        rate(results, PUBLISHER, 1) / producer,
                        0.8,
                        "x"),
                Goal.atLeast(
                        "relay from PostgreSQL: at least 0.3 x the slower of claiming and producing",
                        relay / floor,
                        0.3,
                        "x"),
                Goal.atLeast(
                        "relay: at least as many events as 64 callers make while it runs",
                        relay / (EVENTS_PER_CYCLE * rate(results, CYCLE, CALLERS)),
                        1,
                        "x"));
    }

    private static double rate(Results results, String name, int callers) {
        return results.get(name, callers, 1).opsPerSecond();
    }
}
