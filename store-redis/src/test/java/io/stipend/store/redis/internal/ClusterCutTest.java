package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.CutConnectionScenario;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.network.FaultProxy.Direction;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisCluster;
import io.stipend.testkit.servers.redis.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections to the nodes of a cluster break around every verb, and while the client learns anew where slots are: one effect
 * each, and the first answer. A proxy stands before each node, and the cluster names no other addresses than the proxies'.
 */
@Timeout(120)
final class ClusterCutTest {

    private static final int RANDOM_CUTS = 60;
    private static final int MAX_BYTES = 1_000;

    private static final List<FaultProxy> PROXIES = new ArrayList<>();
    private static RedisCluster cluster;

    private final long seed = System.nanoTime();
    private FaultProxy proxy;
    private StoreAdapter store;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0, RedisOptions.fast());
        for (EmbeddedRedis node : cluster.nodes()) {
            FaultProxy before = FaultProxy.to(node.host(), node.port());
            PROXIES.add(before);
            cluster.announce(node, before.port());
        }
    }

    @AfterAll
    static void stop() {
        PROXIES.forEach(FaultProxy::close);
        cluster.close();
    }

    @BeforeEach
    void open() {
        String hosts = PROXIES.stream()
                .map(before -> before.host() + ":" + before.port())
                .collect(Collectors.joining(","));
        RedisConfig config =
                RedisConfig.of("redis://" + hosts + "?cluster=true").withKeys("test-" + UUID.randomUUID(), 2);
        int slot = new Keys(config.prefix(), config.shards())
                .tenant(CreditCommands.TENANT)
                .shard()
                .slot();
        proxy = PROXIES.get(cluster.nodes().indexOf(cluster.masterOf(slot)));
        store = RedisStores.open(config);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void live(String id, Runnable cut) {
        long before = proxy.bytes(Direction.TO_SERVER);
        new CutConnectionScenario(store).run(id, cut, () -> PROXIES.forEach(FaultProxy::pass));
        assertThat(proxy.bytes(Direction.TO_SERVER))
                .as("bytes through the proxy")
                .isGreaterThan(before);
    }

    private void cutEach(String id, Runnable cut) {
        live(id, () -> {
            assertThat(proxy.isCutPending())
                    .as("whether the last call went uncut")
                    .isFalse();
            cut.run();
        });
    }

    @Test
    void beforeTheRequest() {
        cutEach("before", proxy::cutBeforeRequest);
    }

    @Test
    void beforeTheReply() {
        cutEach("after", proxy::cutBeforeReply);
    }

    /** Also at the other nodes, which the client asks where slots are. */
    @Test
    void anywhere() {
        Random random = new Random(seed);
        AtomicInteger cuts = new AtomicInteger();
        for (int i = 0; i < RANDOM_CUTS; i++) {
            live(
                    "anywhere-" + i + "-seed-" + seed,
                    () -> PROXIES.forEach(each -> {
                        Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
                        cuts.addAndGet(each.isCutPending() ? 0 : 1);
                        each.cutAfter(direction, random.nextInt(MAX_BYTES));
                    }));
        }
        assertThat(cuts).as("cuts that happened, more or less").hasValueGreaterThan(3 * RANDOM_CUTS);
    }
}
