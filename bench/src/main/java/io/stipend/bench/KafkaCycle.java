package io.stipend.bench;

import io.stipend.core.SettlementReport;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.store.postgres.PostgresStores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A service on PostgreSQL whose events go to Kafka. An operation opens and settles a reservation. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class KafkaCycle {

    /** The database's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** Where Kafka is: {@code host:port}. */
    @Param("")
    public String servers;

    private PostgresSchema schema;
    private KafkaEventsConfig topic;
    private ManagerCalls calls;

    @Setup
    public void open() {
        schema = PostgresSchema.empty(url);
        schema.applyStipend();
        topic = KafkaPublishing.newTopic(servers);
        calls = ManagerCalls.open(PostgresStores.open(schema.config()), 1, KafkaPublishers.open(topic));
    }

    @TearDown
    public void close() {
        calls.close();
        KafkaPublishing.delete(topic);
        schema.close();
    }

    @Benchmark
    public SettlementReport cycle() {
        return calls.shortCycle(0);
    }
}
