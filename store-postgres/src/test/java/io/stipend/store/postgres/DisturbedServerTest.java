package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.OutageScenario;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others can do to the store through its server: hold locks, hang, plant damage, kill sessions. */
@Timeout(60)
final class DisturbedServerTest {

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);

    private static ReserveOutcome reserve(StoreAdapter store, String id, String user) {
        return store.creditStore().reserve(CreditCommands.reserve(id, 100, CreditCommands.user(user)));
    }

    @Test
    void aStrangersLockStopsOnlyThoseWhoNeedIt() throws Exception {
        PostgresConfig hasty = database.config()
                .withStatementTimeouts(Duration.ofMillis(300), Duration.ofSeconds(4), Duration.ofSeconds(6))
                .withBatches(1, 200);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (StoreAdapter store = PostgresStores.open(hasty);
                Connection stranger = database.connect();
                Statement lock = stranger.createStatement()) {
            reserve(store, "first", "locked");
            stranger.setAutoCommit(false);
            lock.execute("SELECT FROM account WHERE account = 'user:locked' FOR UPDATE");

            List<Callable<ReserveOutcome>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String user = i % 2 == 0 ? "locked" : "free" + i;
                String id = "r" + i;
                calls.add(() -> reserve(store, id, user));
            }
            List<Future<ReserveOutcome>> answers = callers.invokeAll(calls);

            for (int i = 0; i < 8; i++) {
                Future<ReserveOutcome> answer = answers.get(i);
                if (i % 2 == 0) {
                    assertThatThrownBy(answer::get)
                            .cause()
                            .asInstanceOf(type(CreditStoreException.class))
                            .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                            .satisfies(failure -> assertThat(failure).hasMessageContaining("locked by others"));
                } else {
                    assertThat(answer.get()).isInstanceOf(ReserveOutcome.Reserved.class);
                }
            }
            stranger.rollback();
            assertThat(reserve(store, "r0", "locked")).isInstanceOf(ReserveOutcome.Reserved.class);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpOnAndFoundAgain() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            PostgresConfig hasty = PostgresConfig.of(server.jdbcUrl(proxy))
                    .withUser(server.user(), server.password())
                    .withSchema(database.config().schema())
                    .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500))
                    .withStatementTimeouts(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofSeconds(1))
                    .withCallTimeout(Duration.ofSeconds(2));
            try (StoreAdapter store = PostgresStores.open(hasty)) {
                reserve(store, "first", "u");
                proxy.hang();

                assertThatThrownBy(() -> reserve(store, "second", "u"))
                        .isInstanceOfSatisfying(
                                CreditStoreException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));

                proxy.pass();
                assertThat(reserve(store, "second", "u")).isInstanceOf(ReserveOutcome.Reserved.class);
                assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
            }
        }
    }

    @Test
    void healthTellsOfAServerThatFreezesAndOfOneThatIsGone() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            PostgresConfig usual = PostgresConfig.of(server.jdbcUrl(proxy))
                    .withUser(server.user(), server.password())
                    .withSchema(database.config().schema())
                    .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500))
                    .withStatementTimeouts(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofSeconds(1))
                    .withCallTimeout(Duration.ofSeconds(2));

            OutageScenario.assertHealthReportsIt(PostgresStores.open(usual), proxy, Await.await()::until);
        }
    }

    @Test
    void aServerThatIsAwayIsNamedWithoutItsPassword() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            proxy.refuse();
            PostgresConfig away = PostgresConfig.of(server.jdbcUrl(proxy) + "?user=u&password=topsecret")
                    .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(500));

            assertThatThrownBy(() -> PostgresStores.open(away))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining(Integer.toString(proxy.port()))
                    .hasMessageNotContaining("topsecret");
        }
    }

    @Test
    void onePoisonedReservationStopsNeitherItsNeighboursNorTheSweeper() {
        database.stopClock(1_000_000);
        try (StoreAdapter store = PostgresStores.open(database.config())) {
            CreditStore credits = store.creditStore();
            for (String id : List.of("a", "poisoned", "z")) {
                assertThat(reserve(store, id, "user of " + id)).isInstanceOf(ReserveOutcome.Reserved.class);
            }
            // More is returned than its account ever held, which no account can show.
            database.run("UPDATE reservation SET held = '{900,0,0,0,0,1}', expires_at = 1 WHERE id = 'poisoned'");
            database.run("UPDATE test_clock SET millis = millis + 1000000");

            ExpiryResult result = store.upkeep().expireDue(10);

            assertThat(result.expired()).isEqualTo(2);
            assertThat(result.failed()).isEqualTo(1);
            assertThat(credits.find(CreditCommands.id("poisoned")).orElseThrow().isOpen())
                    .isTrue();
            assertThatThrownBy(() -> credits.settle(CreditCommands.settle("poisoned", 1)))
                    .isInstanceOfSatisfying(
                            CreditStoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.DAMAGED));
        }
    }

    @Test
    void anEntryCommittedLateIsReadLate() throws SQLException {
        try (StoreAdapter store = PostgresStores.open(database.config());
                Connection slow = database.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO outbox (tenant, entry) SELECT 't', new_entry(kind => 4, tenant => 't', stream => 'user:late',"
                            + " sequence => 1, at => 5, change => 2, resource => 0, new_limit => -1, allowance_delta => 7,"
                            + " spent_delta => 0, reason => 'late')");
            reserve(store, "r", "u");
            List<JournalEntry> first = store.journal().read(100);
            store.journal().acknowledge(first.size());

            slow.commit();

            assertThat(first).hasSize(2);
            assertThat(store.journal().read(100))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            JournalEntry.AccountChanged.class,
                            entry -> assertThat(entry.reason()).isEqualTo("late"));
        }
    }

    @Test
    void anotherNodeTakesTheJournalOverWhenItsReadersSessionDies() {
        try (StoreAdapter one = PostgresStores.open(database.config());
                StoreAdapter other = PostgresStores.open(database.config())) {
            reserve(one, "r", "u");
            List<JournalEntry> entries = one.journal().read(100);
            assertThat(entries).hasSize(2);
            assertThat(other.journal().read(100)).as("one reader at a time").isEmpty();
            one.journal().acknowledge(1);

            killSessionsThatHoldAdvisoryLocks();

            assertThat(other.journal().read(100)).isEqualTo(entries.subList(1, 2));
            assertThatThrownBy(() -> one.journal().acknowledge(1)).isInstanceOf(CreditStoreException.class);
            assertThat(one.journal().read(100)).isEmpty();
        }
    }

    private void killSessionsThatHoldAdvisoryLocks() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = '"
                                + database.config().schema() + "'::regnamespace::oid")) {
            assertThat(row.next()).isTrue();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoNodesWithPathsInOppositeOrdersDoNotFail() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try (StoreAdapter one = PostgresStores.open(database.config());
                StoreAdapter other = PostgresStores.open(database.config())) {
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                CreditStore store = (i % 2 == 0 ? one : other).creditStore();
                String id = "r" + i;
                String first = i % 3 == 0 ? "a" : "b";
                String second = i % 3 == 0 ? "b" : "a";
                calls.add(() -> {
                    store.reserve(CreditCommands.reserve(
                            id, 10, CreditCommands.user(first), CreditCommands.user("c"), CreditCommands.user(second)));
                    return store.settle(CreditCommands.settle(id, 4));
                });
            }
            for (Future<Object> done : callers.invokeAll(calls)) {
                done.get();
            }

            assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
            assertThat(database.number("SELECT sum(spent[1]) FROM account")).isEqualTo(3 * 600 * 4);
        } finally {
            callers.shutdownNow();
        }
    }
}
