package io.stipend.bench;

import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.store.postgres.PostgresStores;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The relay from PostgreSQL to Kafka, with more entries in the outbox than it can publish in an iteration. Also
 * claiming alone, which reads entries and deletes them. An operation is one event.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class KafkaRelay {

    static final int BATCH = 4_000;

    /** How many entries are claimed at once. */
    static final int CLAIM = 500;

    private static final int CYCLES = 500;
    private static final long ENOUGH = 500_000;
    private static final long LOOK_NANOS = 100_000;

    /** The database's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** Where Kafka is: {@code host:port}. */
    @Param("")
    public String servers;

    /** Whether the relay runs. Otherwise the entries are left for {@code claim}. */
    @Param({"true", "false"})
    public boolean relays;

    private PostgresSchema schema;
    private KafkaEventsConfig topic;
    private StoreAdapter store;
    private DeadLetteringPublisher kafka;
    private EventRelay relay;
    private long taken;

    @Setup
    public void open() {
        schema = PostgresSchema.empty(url);
        schema.applyStipend();
        // Creates real entries to copy.
        try (ManagerCalls calls = ManagerCalls.alone(PostgresStores.open(schema.config()), 1)) {
            for (int i = 0; i < CYCLES; i++) {
                calls.shortCycle(0);
            }
        }
        schema.run("CREATE TABLE sample AS SELECT tenant, entry FROM outbox ORDER BY number");
        store = PostgresStores.open(schema.config());
        topic = KafkaPublishing.newTopic(servers);
        kafka = KafkaPublishers.open(topic);
        EventRelay.Config config = EventRelay.Config.DEFAULT;
        relay = new EventRelay(store.journal(), kafka, kafka, ManagerConfig.DEFAULT, config, Telemetry.none());
        if (relays) {
            relay.start();
        }
    }

    @Setup(Level.Iteration)
    public void fill() {
        long missing = ENOUGH - store.journal().backlog().entries();
        if (missing > 0) {
            schema.run("INSERT INTO outbox (tenant, entry) SELECT tenant, entry FROM generate_series(1, "
                    + (missing / (2 * CYCLES) + 1) + "), sample");
        }
        taken = relay.figures().published();
    }

    @TearDown
    public void close() {
        schema.run("TRUNCATE outbox");
        relay.close();
        kafka.close();
        store.close();
        EventRelay.Figures figures = relay.figures();
        if (figures.failures() > 0 || figures.deadLetters() > 0) {
            throw new IllegalStateException("the relay failed while it was measured: " + figures);
        }
        KafkaPublishing.delete(topic);
        schema.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long relay() {
        taken += BATCH;
        while (relay.figures().published() < taken) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return taken;
    }

    @Benchmark
    @OperationsPerInvocation(CLAIM)
    public int claim() {
        int claimed = store.journal().read(CLAIM).size();
        store.journal().acknowledge(claimed);
        if (claimed < CLAIM) {
            throw new IllegalStateException("the outbox has run out; fill it with more");
        }
        return claimed;
    }
}
