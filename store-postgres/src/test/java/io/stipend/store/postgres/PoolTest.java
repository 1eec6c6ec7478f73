package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.error.OutcomeUnknownException;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.Calls;
import io.stipend.testkit.server.FaultProxy;
import io.stipend.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Too few connections, or none: typed failures, nobody stuck, and the same store goes on. */
@Timeout(60)
final class PoolTest {

    /** One for batches and four for everything else. */
    private static final int POOL = 5;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void nobodyIsStuck() throws InterruptedException {
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private PostgresConfig config(Duration poolTimeout) {
        return database.config()
                .withBatches(1, 200)
                .withConnectTimeouts(Duration.ofSeconds(2), poolTimeout)
                .withStatementTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(30))
                .withCallTimeout(Duration.ofSeconds(40));
    }

    private static ReserveOutcome reserve(StoreAdapter store, String id) {
        return store.creditStore().reserve(Calls.reserve(id, 100, Calls.user("u")));
    }

    /** Makes every statement wait, each on a connection of its own. */
    private void blockAll(Connection stranger) throws SQLException {
        stranger.setAutoCommit(false);
        try (Statement lock = stranger.createStatement()) {
            lock.execute("LOCK TABLE reservation IN ACCESS EXCLUSIVE MODE");
        }
    }

    private List<Future<Boolean>> takeAllConnections(CreditStore credits) {
        List<Future<Boolean>> finders = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            finders.add(callers.submit(() -> credits.find(Calls.id("r")).isPresent()));
        }
        await().until(() -> database.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                        + database.config().schema() + ".reservation'::regclass")
                == POOL);
        return finders;
    }

    @Test
    void whoFindsThePoolExhaustedIsToldSoInTime() throws Exception {
        try (StoreAdapter store = PostgresStores.open(config(Duration.ofMillis(300)));
                Connection stranger = database.connect()) {
            reserve(store, "r");
            blockAll(stranger);
            List<Future<Boolean>> finders = takeAllConnections(store.creditStore());

            for (String verb : List.of("find", "reserve")) {
                assertThatThrownBy(() -> {
                            if (verb.equals("find")) {
                                store.creditStore().find(Calls.id("r"));
                            } else {
                                reserve(store, "other");
                            }
                        })
                        .isNotInstanceOf(OutcomeUnknownException.class)
                        .isInstanceOfSatisfying(
                                CreditStoreException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                        .hasMessageContaining(
                                "no connection to " + database.config().server());
            }
            assertThat(finders).noneMatch(Future::isDone);

            stranger.rollback();
            for (Future<Boolean> finder : finders) {
                assertThat(finder.get()).isTrue();
            }
            assertThat(reserve(store, "other")).isInstanceOf(ReserveOutcome.Reserved.class);
        }
    }

    @Test
    void whoIsInterruptedInThePoolStillGetsTheAnswerAndStaysInterrupted() throws Exception {
        try (StoreAdapter store = PostgresStores.open(config(Duration.ofSeconds(30)));
                Connection stranger = database.connect()) {
            reserve(store, "r");
            blockAll(stranger);
            List<Future<Boolean>> finders = takeAllConnections(store.creditStore());
            AtomicReference<Thread> leader = new AtomicReference<>();
            Future<Boolean> interrupted = callers.submit(() -> {
                leader.set(Thread.currentThread());
                assertThat(reserve(store, "first")).isInstanceOf(ReserveOutcome.Reserved.class);
                return Thread.interrupted();
            });
            await().until(() -> leader.get() != null && leader.get().getState() == Thread.State.TIMED_WAITING);

            leader.get().interrupt();
            await().until(() -> !leader.get().isInterrupted());
            stranger.rollback();

            assertThat(interrupted.get()).as("the interrupt is not swallowed").isTrue();
            for (Future<Boolean> finder : finders) {
                assertThat(finder.get()).isTrue();
            }
        }
    }

    @Test
    void aServerThatIsAwayAtTheStartIsNamedAndMayComeLater() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            proxy.refuse();
            PostgresConfig away = PostgresConfig.of(server.jdbcUrl(proxy))
                    .withUser(server.user(), server.password())
                    .withSchema(database.config().schema())
                    .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500));

            assertThatThrownBy(() -> PostgresStores.open(away))
                    .isInstanceOfSatisfying(
                            CreditStoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining(Integer.toString(proxy.port()))
                    .hasMessageNotContaining(server.password());

            proxy.pass();
            try (StoreAdapter store = PostgresStores.open(away)) {
                assertThat(reserve(store, "r")).isInstanceOf(ReserveOutcome.Reserved.class);
            }
        }
    }
}
