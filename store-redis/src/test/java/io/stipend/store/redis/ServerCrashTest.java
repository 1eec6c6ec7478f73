package io.stipend.store.redis;

import static org.awaitility.Awaitility.await;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.server.EmbeddedRedis;
import io.stipend.testkit.server.RedisOptions;
import io.stipend.testkit.server.RedisSentinel;
import io.stipend.testkit.server.RedisServer;
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
                awaitProgress(work, 500);
                server.kill9();
                int before = work.failures();
                await().atMost(Duration.ofSeconds(60)).until(() -> work.failures() > before);
                server.restart();
                // The same store goes on.
                awaitProgress(work, 500);
            }
            work.stop();
            work.assertNothingLost(store);
        }
    }

    /** Each call waits for the replica, so the replica that takes over has all that was acknowledged. */
    @Test
    void aSentinelsFailoverLosesNothingThatReplicasWereWaitedFor() throws InterruptedException {
        try (RedisSentinel sentinel = RedisSentinel.start(RedisOptions.fast());
                StoreAdapter store =
                        RedisStores.open(RedisConfig.of(sentinel.url()).withWaitFor(1, false, Duration.ofSeconds(2)));
                Workload work = Workload.start(store.creditStore(), 8)) {
            awaitProgress(work, 300);
            sentinel.master().kill9();
            sentinel.awaitFailover();
            // The new master has no replica to wait for: every call is done there, and says that it is not safe.
            int before = work.failures();
            await().atMost(Duration.ofSeconds(30)).until(() -> work.failures() > before);
            sentinel.master().restart();
            awaitProgress(work, 300);
            work.stop();
            work.assertNothingLost(store);
        }
    }

    static void awaitProgress(Workload work, int calls) {
        int from = work.acknowledged();
        await().atMost(Duration.ofSeconds(60)).until(() -> work.acknowledged() >= from + calls);
    }
}
