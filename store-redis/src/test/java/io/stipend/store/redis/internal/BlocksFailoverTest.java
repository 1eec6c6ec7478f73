package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.faults.BlockWork;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisSentinel;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes with blocks while a sentinel makes a replica the master that has not heard of the last calls, though they were answered. */
@Timeout(240)
final class BlocksFailoverTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final RedisSentinel sentinel = RedisSentinel.start(RedisOptions.fast());
    private final RedisConfig config = RedisConfig.of(sentinel.url());
    private final StoreAdapter store = RedisStores.open(config);
    private final String tenant = "t-" + UUID.randomUUID();

    @AfterEach
    void close() {
        store.close();
        sentinel.close();
    }

    private BlockWork start(RedisConfig shared, BlockConfig blocks, long limit) {
        return BlockWork.start(RedisStores.open(shared), MemoryStores.open(), blocks, tenant, limit);
    }

    private void failOver() {
        sentinel.master().kill9();
        sentinel.awaitFailover();
    }

    @Test
    void whatWasReportedAndLostIsReportedAgainAndBookedOnce() throws InterruptedException {
        try (BlockWork one = start(config, BlockConfig.DEFAULT.withNode("one"), 10_000_000);
                BlockWork other = start(config, BlockConfig.DEFAULT.withNode("other"), 10_000_000)) {
            one.awaitLocal(1_000);
            other.awaitLocal(1_000);
            sentinel.cutReplica();
            long straight = one.figures().straight() + other.figures().straight();
            one.awaitCalls(4);
            other.awaitCalls(4);
            straight = one.figures().straight() + other.figures().straight() - straight;
            failOver();

            one.awaitLocal(2_000);
            other.awaitLocal(2_000);
            one.awaitCalls(4);
            other.awaitCalls(4);
            one.stop();
            other.stop();
            one.close();
            other.close();

            AccountView account = BlockWork.awaitNothingHeld(store, tenant);
            long settled = one.settled() + other.settled();
            // What callers had straight from the store in that time, it has lost.
            assertThat(account.spent().tokens()).isBetween(settled - straight, settled);
        }
    }

    @Test
    void aBlockThatIsLostIsUsedUntilTheNextAnswerAndNoFurther() throws InterruptedException {
        long limit = 100_000;
        try (StoreAdapter waiting = RedisStores.open(config.withWaitFor(1, false, Duration.ofSeconds(10)))) {
            assertThat(waiting.creditStore().reserve(BlockWork.reserve(tenant, limit, 1, LONG)))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
        }
        sentinel.cutReplica();
        try (BlockWork node = start(config, BlockConfig.DEFAULT.withNode("one"), limit)) {
            node.awaitLocal(500);
            long straight = node.figures().straight();
            failOver();
            takeAll(limit);
            node.await("the node to be told", () -> node.figures().lost() > 0);
            long refused = node.refused();
            node.await("callers to be refused", () -> node.refused() > refused + 100);
            long admitted = node.admitted();
            node.await("callers to be refused again", () -> node.refused() > refused + 300);

            assertThat(node.admitted()).as("no more than by then").isEqualTo(admitted);
            assertThat(admitted)
                    .as("beyond the budget: what a block holds, which is ten seconds' need at most")
                    .isLessThanOrEqualTo(straight + 10_000);
            node.stop();
            node.close();
            assertThat(BlockWork.show(store, tenant).spent().tokens())
                    .as("all of it is booked, but for what the store alone knew")
                    .isBetween(node.settled() - straight, node.settled());
        }
    }

    /** Reserves all that is left. */
    private void takeAll(long limit) {
        Await.until("what is left to be reserved", Duration.ofMinutes(2), () -> {
            try {
                long left =
                        BlockWork.show(store, tenant).available(Resource.TOKENS).orElseThrow();
                return store.creditStore().reserve(BlockWork.reserve(tenant, limit, left, LONG))
                        instanceof ReserveOutcome.Reserved;
            } catch (CreditStoreException e) {
                return false;
            }
        });
    }

    @Test
    void withReplicasWaitedForNothingIsAdmittedBeyondTheBudget() throws InterruptedException {
        long limit = 100_000;
        // Longer than the failover, so that what is booked late is no matter here.
        BlockConfig blocks =
                BlockConfig.DEFAULT.withNode("one").withLease(Duration.ofMinutes(2), Duration.ofSeconds(5));
        try (BlockWork node = start(config.withWaitFor(1, false, Duration.ofMillis(500)), blocks, limit)) {
            node.awaitLocal(500);
            sentinel.cutReplica();
            // What the master does is not safe, and is not answered: the block does not grow, and soon callers get
            // nothing.
            long failed = node.failed();
            node.await("callers to fail", () -> node.failed() > failed);
            failOver();
            takeAll(limit);
            long left = limit - node.settled();
            sentinel.master().restart();
            node.awaitCalls(4);
            node.stop();
            node.close();

            Await.until("all to be booked", Duration.ofMinutes(2), () -> {
                var unused = store.upkeep().expireDue(100);
                return BlockWork.show(store, tenant).spent().tokens() == node.settled();
            });
            AccountView account = BlockWork.show(store, tenant);
            assertThat(account.spent().plus(account.reserved()).tokens())
                    .as("beside %s left when all was taken", left)
                    .isLessThanOrEqualTo(limit);
        }
    }
}
