package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.store.postgres.internal.connection.Sessions;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes relay the events of one database, and the one that does it dies, again and again. */
@Timeout(180)
final class RelayCrashTest {

    /** The first nodes die; the one after them does not, because it is of the even ones, which are killed. */
    private static final int CRASHES = 6;

    private static final int THREADS = 4;

    /** So many batches does a process publish before it dies by itself, just before it would acknowledge the last one. */
    private static final int LAST_BATCH = 5;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final List<Process> nodes = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @AfterEach
    void endNodes() {
        nodes.forEach(Process::destroyForcibly);
    }

    @Test
    void everyEventArrivesInOrderAndTwiceOnlyWithTheSameId() throws Exception {
        // The broker: what is committed here was published, in the order of n.
        database.run("CREATE TABLE broker (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, node text, id text,"
                + " stream text, sequence bigint)");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (StoreAdapter store = PostgresStores.open(database.config())) {
            List<Thread> workers = hire(store.creditStore());
            startNode(0);
            for (int node = 0; node < CRASHES; node++) {
                awaitEventsOf(node);
                startNode(node + 1);
                if (!diesByItself(node)) {
                    awaitEvents(random.nextInt(400));
                    nodes.get(node).destroyForcibly();
                }
                assertThat(nodes.get(node).waitFor(2, TimeUnit.MINUTES)).isTrue();
            }
            awaitEventsOf(CRASHES);
            stop.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
            await().until(() -> database.number("SELECT count(*) FROM outbox") == 0);
        }

        assertArrivals(seed);
    }

    private void assertArrivals(long seed) {
        String first = "(SELECT stream, sequence, min(n) AS n FROM broker GROUP BY stream, sequence) f";
        assertThat(database.number("SELECT count(*) - count(DISTINCT id) FROM broker"))
                .as("duplicates, without which this test shows little")
                .isPositive();
        assertThat(database.number("SELECT count(*) FROM (SELECT FROM broker GROUP BY stream, sequence"
                        + " HAVING count(DISTINCT id) > 1) x"))
                .as("duplicates with another id, seed %d", seed)
                .isZero();
        assertThat(database.number(
                        "SELECT count(*) FROM (SELECT n < lag(n) OVER (PARTITION BY stream ORDER BY sequence)"
                                + " AS early FROM " + first + ") x WHERE early"))
                .as("events that came before their predecessors, seed %d", seed)
                .isZero();
        assertThat(database.number("SELECT count(*) FROM (SELECT id AS stream, sequence FROM reservation UNION ALL"
                        + " SELECT account, sequence FROM account) s LEFT JOIN (SELECT stream, count(*) AS events,"
                        + " max(sequence) AS last FROM " + first + " GROUP BY stream) e USING (stream)"
                        + " WHERE (e.events, e.last) IS DISTINCT FROM (s.sequence, s.sequence)"))
                .as("streams with a gap, seed %d", seed)
                .isZero();
    }

    private void awaitEvents(int more) {
        long from = database.number("SELECT coalesce(max(n), 0) FROM broker");
        await().until(() -> database.number("SELECT coalesce(max(n), 0) FROM broker") >= from + more);
    }

    private void awaitEventsOf(int node) {
        await().until(() -> database.number("SELECT count(*) FROM broker WHERE node = '" + node + "'") > 0);
    }

    private static boolean diesByItself(int node) {
        return node % 2 == 1;
    }

    private void startNode(int number) throws IOException {
        Process node = ChildJvm.start(
                Node.class,
                List.of(),
                server.jdbcUrl(),
                server.user(),
                server.password(),
                database.config().schema(),
                Integer.toString(number),
                Integer.toString(diesByItself(number) ? LAST_BATCH : 0));
        nodes.add(node);
        BufferedReader lines = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).as("node %d begins to relay", number).isEqualTo("ready");
    }

    private List<Thread> hire(CreditStore credits) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "w" + i;
            Thread worker = new Thread(() -> {
                for (int n = 0; !stop.get(); n++) {
                    String id = name + "-" + n;
                    credits.reserve(
                            CreditCommands.reserve(id, 100, CreditCommands.user("all"), CreditCommands.user(name)));
                    credits.extend(new ExtendCommand(
                            CreditCommands.id(id), OperationId.of("more"), ResourceVector.of(50, 0, 0, 0, 0, 0), 0));
                    credits.settle(CreditCommands.settle(id, 60));
                }
            });
            worker.start();
            workers.add(worker);
        }
        return workers;
    }

    /** A process that relays until it is killed, or dies by itself between publishing a batch and acknowledging it. */
    static final class Node {

        private Node() {}

        public static void main(String[] args) throws IOException, SQLException {
            PostgresConfig config = ClientCrashTest.config(args);
            Broker broker = new Broker(Sessions.dataSource(config).getConnection(), args[3], args[4]);
            int lastBatch = Integer.parseInt(args[5]);
            EventPublisher publisher = batch -> {
                broker.publish(batch);
                if (broker.batches == lastBatch) {
                    Runtime.getRuntime().halt(1);
                }
            };
            StoreAdapter store = PostgresStores.open(config);
            System.out.println("ready");
            Stipend.builder(store)
                    .events(publisher)
                    .relay(EventRelay.Config.DEFAULT.withBatchSize(50))
                    .build();
            // Should the tests end without killing it, so does this.
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
            Runtime.getRuntime().halt(1);
        }
    }

    /** Publishes into a table. */
    private static final class Broker {

        private final Connection connection;
        private final String insert;
        private final String node;
        private int batches;

        Broker(Connection connection, String schema, String node) {
            this.connection = connection;
            this.node = node;
            this.insert = "INSERT INTO " + schema
                    + ".broker (node, id, stream, sequence) SELECT ?, e.id, e.stream, e.sequence FROM"
                    + " unnest(?::text[], ?::text[], ?::bigint[]) WITH ORDINALITY AS e(id, stream, sequence, i)"
                    + " ORDER BY e.i";
        }

        void publish(List<ResourceEvent> batch) {
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, node);
                statement.setArray(2, array("text", batch.stream().map(ResourceEvent::id)));
                statement.setArray(3, array("text", batch.stream().map(ResourceEvent::stream)));
                statement.setArray(4, array("int8", batch.stream().map(ResourceEvent::sequence)));
                statement.executeUpdate();
                batches++;
            } catch (SQLException failure) {
                throw new EventPublishException("the broker's table", failure);
            }
        }

        private Array array(String type, Stream<?> values) throws SQLException {
            return connection.createArrayOf(type, values.toArray());
        }
    }
}
