package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was acknowledged is there, and what is repeated is done once, whatever dies in between. */
final class FaultsTest {

    private static final int CLIENTS = 8;
    private static final int MANY_CLIENTS = 64;
    private static final long PAUSE_NANOS = 10_000_000;

    private final PostgresServer postgres = PostgresServer.shared();
    private final String schema = postgres.uniqueSchema();
    private final ExecutorService clients = Executors.newFixedThreadPool(MANY_CLIENTS);

    @BeforeEach
    void applySchema() {
        PostgresStores.applySchema(store(postgres.jdbcUrl()));
    }

    @AfterEach
    void stop() throws SQLException {
        clients.shutdownNow();
        postgres.dropSchema(schema);
    }

    private PostgresConfig store(String url) {
        return PostgresConfig.of(url)
                .withUser(postgres.user(), postgres.password())
                .withSchema(schema)
                .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2))
                .withCallTimeout(Duration.ofSeconds(3));
    }

    @Test
    void aStoreThatIsAwayIsSaidSoUntilItIsBack() {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port());
                TestServer server = TestServer.start(store(postgres.jdbcUrl(proxy)), UnaryOperator.identity())) {
            Api api = server.all();
            api.post("/v1/reservations", "{\"id\":\"before\",\"user\":\"ana\"}").expect(201);
            proxy.refuse();
            proxy.cutAll();
            Set<String> codes = ConcurrentHashMap.newKeySet();
            run(i -> {
                Api.Reply reply = api.post("/v1/reservations", "{\"id\":\"away-" + i + "\",\"user\":\"ana\"}")
                        .expect(503);
                codes.add(reply.at("/code"));
                assertThat(reply.headers().firstValue("Retry-After")).isPresent();
                assertThat(reply.body())
                        .doesNotContain(postgres.host())
                        .doesNotContain("SELECT")
                        .doesNotContain("jdbc");
            });
            assertThat(codes).isSubsetOf("STORE_UNAVAILABLE", "OUTCOME_UNKNOWN");
            assertThat(api.get("/health/ready").expect(503).at("/status")).isEqualTo("DOWN");
            api.get("/health/live").expect(200);

            proxy.pass();

            await().until(() -> api.get("/health/ready").status() == 200);
            run(i -> await().until(() -> api.post("/v1/reservations", "{\"id\":\"away-" + i + "\",\"user\":\"ana\"}")
                    .isDone(201)));
            api.get("/v1/reservations/before").expect(200);
            assertThat(api.get("/v1/reservations?user=ana")
                            .json()
                            .get("reservations")
                            .size())
                    .isEqualTo(CLIENTS + 1);
        }
    }

    /** Each client once, side by side. */
    private void run(IntConsumer call) {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            calls.add(clients.submit(() -> call.accept(client)));
        }
        calls.forEach(FaultsTest::join);
    }

    private static void join(Future<?> call) {
        try {
            call.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void killedUnderItsClientsItHasDoneWhatItAcknowledgedAndWhatIsRepeatedOnce() throws IOException {
        AtomicReference<Api> api = new AtomicReference<>();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        int perClient = 8;
        String secret = StipendServer.newSecret();
        try (ServerProcess first = ServerProcess.start(postgres, schema, secret)) {
            api.set(new Api(first.address(), secret, Map.of()));
            List<Future<?>> working = new ArrayList<>();
            for (int c = 0; c < MANY_CLIENTS; c++) {
                int client = c;
                working.add(clients.submit(() -> {
                    for (int i = 0; i < perClient; i++) {
                        cycle(api, "k-" + client + "-" + i, acknowledged);
                    }
                }));
            }
            await().until(() -> acknowledged.size() > MANY_CLIENTS);
            first.kill();
            try (ServerProcess second = ServerProcess.start(postgres, schema, secret)) {
                api.set(new Api(second.address(), secret, Map.of()));
                working.forEach(FaultsTest::join);

                assertThat(acknowledged).hasSize(MANY_CLIENTS * perClient);
                assertThat(api.get().get("/v1/accounts/user:kim").at("/resources/credits/spent"))
                        .isEqualTo("0.00000512");
                assertThat(api.get().get("/v1/reservations?user=kim").json().get("reservations"))
                        .isEmpty();
            }
        }
    }

    /** Reserves and settles, and tries again with the same ids until both are acknowledged. */
    private static void cycle(AtomicReference<Api> api, String id, Set<String> acknowledged) {
        String reserve = "{\"id\":\"" + id + "\",\"user\":\"kim\",\"constraints\":{\"credits\":\"0.00000002\"}}";
        String settle = "{\"used\":{\"credits\":\"0.00000001\"}}";
        while (true) {
            try {
                if (api.get().post("/v1/reservations", reserve).isDone(201)
                        && api.get()
                                .post("/v1/reservations/" + id + "/settle", settle)
                                .isDone(200)) {
                    acknowledged.add(id);
                    return;
                }
            } catch (UncheckedIOException killed) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Test
    void twoServersOnOneStoreAreOne() {
        try (TestServer one = TestServer.start(store(postgres.jdbcUrl()), UnaryOperator.identity());
                TestServer other = TestServer.start(store(postgres.jdbcUrl()), UnaryOperator.identity())) {
            one.all()
                    .post("/v1/reservations", "{\"id\":\"both\",\"user\":\"ana\"}")
                    .expect(201);
            Api.Reply again = other.all()
                    .post("/v1/reservations", "{\"id\":\"both\",\"user\":\"ana\"}")
                    .expect(201);
            assertThat(again.replayed()).isTrue();
            other.all()
                    .post("/v1/accounts/user:ana/freeze", "{\"reason\":\"both see it\"}")
                    .expect(200);
            one.all().post("/v1/reservations", "{\"user\":\"ana\"}").expect(423, "ACCOUNT_FROZEN");
            other.all().post("/v1/reservations/both/settle", "").expect(200);
            assertThat(one.all()
                            .post("/v1/reservations/both/settle", "")
                            .expect(200)
                            .replayed())
                    .isTrue();
        }
    }
}
