package io.stipend.store.redis.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.faults.FreezeScenario;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisSentinel;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed in the middle of the work, and comes back, or another takes its place. */
@Timeout(120)
final class ServerCrashTest {

    private static final int CRASHES = 3;

    /** With appendfsync always, what was acknowledged was on disk before. */
    @Test
    void noAcknowledgedChangeIsLostAndNothingIsHalfDone() throws InterruptedException {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.durable());
                StoreAdapter store = RedisStores.open(
                        RedisConfig.of(server.url()).withCallTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
                Workload work = Workload.start(store.creditStore(), 16)) {
            for (int crash = 0; crash < CRASHES; crash++) {
                work.awaitProgress(500);
                server.kill9();
                work.awaitFailures(1);
                server.restart();
                // The same store goes on.
                work.awaitProgress(500);
            }
            work.stop();
            work.assertNothingLost(store);
        }
    }

    @Test
    void whatIsFrozenStaysFrozen() {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.durable());
                StoreAdapter store = RedisStores.open(RedisConfig.of(server.url()))) {
            new FreezeScenario(store, store, "frozen").surviveCrashes(() -> {
                server.kill9();
                server.restart();
            });
        }
    }

    /** Each call waits for the replica, so the replica that takes over has all that was acknowledged. */
    @Test
    void aSentinelsFailoverLosesNothingThatReplicasWereWaitedFor() throws InterruptedException {
        try (RedisSentinel sentinel = RedisSentinel.start(RedisOptions.fast());
                StoreAdapter store =
                        RedisStores.open(RedisConfig.of(sentinel.url()).withWaitFor(1, false, Duration.ofSeconds(2)));
                Workload work = Workload.start(store.creditStore(), 8)) {
            work.awaitProgress(300);
            sentinel.master().kill9();
            sentinel.awaitFailover();
            // The new master has no replica to wait for: every call is done there, and says that it is not safe.
            work.awaitFailures(1);
            sentinel.master().restart();
            work.awaitProgress(300);
            work.stop();
            work.assertNothingLost(store);
        }
    }
}
