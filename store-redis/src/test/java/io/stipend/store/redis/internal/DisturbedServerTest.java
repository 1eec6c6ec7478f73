package io.stipend.store.redis.internal;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.OutageScenario;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others can do to the store through its server: fill it, hang it, make it read-only, flush scripts, kill clients. */
@Timeout(60)
final class DisturbedServerTest {

    private static ReserveOutcome reserve(StoreAdapter store, String id) {
        return store.creditStore().reserve(CreditCommands.reserve(id, 100, CreditCommands.user("u")));
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    @Test
    void scriptsFlushedInMidRunAreNotNoticed() throws InterruptedException {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.fast());
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url()));
                Workload work = Workload.start(store.creditStore(), 8)) {
            for (int i = 0; i < 10; i++) {
                work.awaitProgress(50);
                server.call("SCRIPT", "FLUSH");
            }
            work.stop();
            assertThat(work.failures()).isZero();
            work.assertNothingLost(store);
        }
    }

    @Test
    void killedConnectionsAreNotNoticed() throws InterruptedException {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.fast());
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url()));
                Workload work = Workload.start(store.creditStore(), 8)) {
            for (int i = 0; i < 10; i++) {
                work.awaitProgress(50);
                server.call("CLIENT", "KILL", "TYPE", "normal");
            }
            work.stop();
            assertThat(work.failures()).isZero();
            work.assertNothingLost(store);
        }
    }

    @Test
    void withoutMemoryNothingNewIsHeldAndWhatIsHeldCanStillBeSettled() {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.fast().with("maxmemory-policy", "noeviction"));
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url()))) {
            reserve(store, "first");
            server.call("CONFIG", "SET", "maxmemory", "1");

            assertFails(Kind.FULL, () -> reserve(store, "second"));
            assertThat(store.creditStore().settle(CreditCommands.settle("first", 60)))
                    .isInstanceOf(CloseOutcome.Closed.class);

            server.call("CONFIG", "SET", "maxmemory", "0");
            assertThat(store.creditStore().find(CreditCommands.id("second"))).isEmpty();
            assertThat(reserve(store, "second")).isInstanceOf(ReserveOutcome.Reserved.class);
            var books =
                    store.accountAdministration().show(CreditCommands.user("u")).orElseThrow();
            assertThat(books.reserved().credits()).isEqualTo(100);
            assertThat(books.spent().credits()).isEqualTo(60);
        }
    }

    @Test
    void aReplicaIsNotWrittenTo_andSaidToBeOne() {
        try (EmbeddedRedis master = RedisServer.start(RedisOptions.fast());
                EmbeddedRedis server = RedisServer.start(RedisOptions.fast());
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url()))) {
            reserve(store, "first");
            server.call("REPLICAOF", master.host(), Integer.toString(master.port()));

            assertThatThrownBy(() -> reserve(store, "second"))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("read-only")
                    .hasMessageContaining("sentinel");

            server.call("REPLICAOF", "NO", "ONE");
            assertThat(reserve(store, "second")).isInstanceOf(ReserveOutcome.Reserved.class);
        }
    }

    @Test
    void healthTellsOfAServerThatFreezesAndOfOneThatIsGone() {
        RedisServer server = RedisServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            RedisConfig usual = RedisConfig.of(server.url(proxy))
                    .withKeys(server.uniquePrefix(), 1)
                    .withConnectTimeouts(Duration.ofMillis(500), Duration.ofMillis(300))
                    .withCallTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));

            OutageScenario.assertHealthReportsIt(RedisStores.open(usual), proxy, Await.await()::until);
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpOnAndFoundAgain() {
        RedisServer server = RedisServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url(proxy))
                        .withKeys(server.uniquePrefix(), 1)
                        .withConnectTimeouts(Duration.ofMillis(500), Duration.ofMillis(300))
                        .withCallTimeouts(Duration.ofMillis(200), Duration.ofMillis(600)))) {
            reserve(store, "first");
            proxy.hang();

            assertThatThrownBy(() -> reserve(store, "second")).isInstanceOf(OutcomeUnknownException.class);

            proxy.pass();
            assertThat(reserve(store, "second")).isInstanceOf(ReserveOutcome.Reserved.class);
            assertThat(store.accountAdministration()
                            .show(CreditCommands.user("u"))
                            .orElseThrow()
                            .reserved()
                            .credits())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFullJournalRefusesWhatOpensAndLetsGoOnWhatCloses() {
        RedisServer server = RedisServer.shared();
        try (StoreAdapter store = RedisStores.open(
                RedisConfig.of(server.url()).withKeys(server.uniquePrefix(), 1).withMaxBacklog(2))) {
            reserve(store, "first");

            assertFails(Kind.FULL, () -> reserve(store, "second"));
            assertThat(reserve(store, "first"))
                    .as("a replay opens nothing")
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            assertThat(store.creditStore().settle(CreditCommands.settle("first", 60)))
                    .isInstanceOf(CloseOutcome.Closed.class);

            List<JournalEntry> entries = store.journal().read(10);
            assertThat(entries).hasSize(3);
            store.journal().acknowledge(3);
            assertThat(reserve(store, "second")).isInstanceOf(ReserveOutcome.Reserved.class);
        }
    }

    @Test
    void anotherNodeTakesTheJournalOverWhenItsReaderIsSilent() {
        RedisServer server = RedisServer.shared();
        RedisConfig config =
                RedisConfig.of(server.url()).withKeys(server.uniquePrefix(), 1).withReaderLease(Duration.ofMillis(300));
        try (StoreAdapter one = RedisStores.open(config);
                StoreAdapter other = RedisStores.open(config)) {
            reserve(one, "r");
            List<JournalEntry> entries = one.journal().read(100);
            assertThat(entries).hasSize(2);
            assertThat(other.journal().read(100)).as("one reader at a time").isEmpty();
            one.journal().acknowledge(1);

            List<JournalEntry> left = await().until(() -> other.journal().read(100), read -> !read.isEmpty());

            assertThat(left).isEqualTo(entries.subList(1, 2));
            assertThatThrownBy(() -> one.journal().acknowledge(1))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("another node");
            assertThat(one.journal().read(100)).isEmpty();
            other.journal().acknowledge(1);
        }
    }

    @Test
    void aWaitForReplicasThatAreNotThereSaysThatTheOutcomeIsUnknown() {
        RedisServer server = RedisServer.shared();
        RedisConfig config = RedisConfig.of(server.url()).withKeys(server.uniquePrefix(), 1);
        try (StoreAdapter plain = RedisStores.open(config);
                StoreAdapter waiting = RedisStores.open(config.withWaitFor(1, false, Duration.ofMillis(50)))) {
            reserve(plain, "tenant");
            assertThatThrownBy(() -> reserve(waiting, "r"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("replicas");
            assertThat(reserve(plain, "r"))
                    .isInstanceOfSatisfying(
                            ReserveOutcome.Reserved.class,
                            answer -> assertThat(answer.replayed()).isTrue());
            assertThatThrownBy(() -> reserve(waiting, "r"))
                    .as("a replay waits too")
                    .isInstanceOf(OutcomeUnknownException.class);
        }
    }
}
