package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisCluster;
import io.stipend.testkit.servers.redis.RedisOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster that changes under the work. */
@Timeout(120)
final class ClusterFaultsTest {

    private RedisCluster cluster;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start(3, 1, RedisOptions.fast());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private int slot(RedisConfig config) {
        return new Keys(config.prefix(), config.shards())
                .tenant(CreditCommands.TENANT)
                .shard()
                .slot();
    }

    @Test
    void aSlotMovedUnderLoadLosesNothingAndStopsNobody() throws InterruptedException {
        RedisConfig config = RedisConfig.of(cluster.url());
        try (StoreAdapter store = RedisStores.open(config);
                Workload work = Workload.start(store.creditStore(), 8)) {
            for (int i = 0; i < 6; i++) {
                work.awaitProgress(200);
                EmbeddedRedis source = cluster.masterOf(slot(config));
                EmbeddedRedis target = cluster.masters().stream()
                        .filter(master -> master != source)
                        .skip(i % 2)
                        .findFirst()
                        .orElseThrow();
                cluster.moveSlot(slot(config), target);
            }
            work.awaitProgress(200);
            work.stop();
            assertThat(work.failures()).as("calls that their callers saw fail").isZero();
            work.assertNothingLost(store);
        }
    }

    /** Each call waits for the replica, so the one that takes over has all that was acknowledged. */
    @Test
    void aMasterReplacedUnderLoadLosesNothingThatReplicasWereWaitedFor() throws InterruptedException {
        RedisConfig config = RedisConfig.of(cluster.url()).withWaitFor(1, false, Duration.ofSeconds(1));
        try (StoreAdapter store = RedisStores.open(config);
                Workload work = Workload.start(store.creditStore(), 8)) {
            work.awaitProgress(200);
            EmbeddedRedis master = cluster.masterOf(slot(config));
            master.kill9();
            cluster.awaitOtherMasterOf(slot(config), master);
            master.restart();
            work.awaitProgress(200);
            work.stop();
            work.assertNothingLost(store);
        }
    }
}
