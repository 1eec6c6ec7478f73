package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.StepId;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.postgres.PostgresServer;
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

    /** Connections for what is no batch. */
    private static final int OTHERS = 4;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void nobodyIsStuck() throws InterruptedException {
        callers.shutdown();
        assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }

    private PostgresConfig config(Duration poolTimeout) {
        return database.config()
                .withBatches(1, 200)
                .withConnectTimeouts(Duration.ofSeconds(2), poolTimeout)
                .withStatementTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(30))
                .withCallTimeout(Duration.ofSeconds(40));
    }

    private static ReserveOutcome reserve(StoreAdapter store, String id) {
        return store.creditStore().reserve(CreditCommands.reserve(id, 100, CreditCommands.user("u")));
    }

    /** Makes every statement that needs the table wait, each on a connection of its own. */
    private void block(Connection stranger, String table) throws SQLException {
        stranger.setAutoCommit(false);
        try (Statement lock = stranger.createStatement()) {
            lock.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
        }
    }

    /** Looks for a step, until there is no connection left for another. */
    private List<Future<Boolean>> takeAllConnections(CreditStore credits) {
        List<Future<Boolean>> finders = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            finders.add(callers.submit(() -> findsNone(credits)));
        }
        await().until(() -> database.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                        + database.config().schema() + ".step'::regclass")
                == OTHERS);
        return finders;
    }

    /** Looks again where no connection could be made in time. */
    private static boolean findsNone(CreditStore credits) {
        while (true) {
            try {
                return credits.find(new StepId(CreditCommands.TENANT, "s")).isEmpty();
            } catch (CreditStoreException late) {
                assertThat(late.kind()).isEqualTo(Kind.UNAVAILABLE);
            }
        }
    }

    @Test
    void whoLooksWhileAllOthersLookIsToldSoInTimeAndNoBatchWaits() throws Exception {
        try (StoreAdapter store = PostgresStores.open(config(Duration.ofMillis(300)));
                Connection stranger = database.connect()) {
            reserve(store, "r");
            block(stranger, "step");
            List<Future<Boolean>> finders = takeAllConnections(store.creditStore());

            assertThatThrownBy(() -> store.creditStore().find(CreditCommands.id("r")))
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .isInstanceOfSatisfying(
                            CreditStoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining(
                            "no connection to " + database.config().server());
            assertThat(reserve(store, "other")).isInstanceOf(ReserveOutcome.Reserved.class);
            List<ReservationSnapshot> open = new ArrayList<>();
            store.bookInspection().openReservations(CreditCommands.TENANT, open::add);
            assertThat(open).hasSize(2);
            assertThat(finders).noneMatch(Future::isDone);

            stranger.rollback();
            for (Future<Boolean> finder : finders) {
                assertThat(finder.get()).isTrue();
            }
            assertThat(store.creditStore().find(CreditCommands.id("r"))).isPresent();
        }
    }

    @Test
    void whoIsInterruptedInThePoolStillGetsTheAnswerAndStaysInterrupted() throws Exception {
        try (StoreAdapter store = PostgresStores.open(config(Duration.ofSeconds(30)));
                Connection stranger = database.connect()) {
            reserve(store, "r");
            block(stranger, "step");
            List<Future<Boolean>> finders = takeAllConnections(store.creditStore());
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Future<Boolean> interrupted = callers.submit(() -> {
                waiting.set(Thread.currentThread());
                assertThat(store.creditStore().find(CreditCommands.id("r"))).isPresent();
                return Thread.interrupted();
            });
            await().until(() -> waiting.get() != null && waiting.get().getState() == Thread.State.TIMED_WAITING);

            waiting.get().interrupt();
            await().until(() -> !waiting.get().isInterrupted());
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
