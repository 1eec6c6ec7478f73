package io.stipend.store.redis.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.redis.RedisConfig;
import io.stipend.testkit.faults.SilentLineScenario;
import io.stipend.testkit.faults.SilentLineScenario.Silence;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node with blocks whose line to the server falls silent. */
final class BlocksSilentLineTest {

    private final RedisServer server = RedisServer.shared();
    private final RedisHarness harness = new RedisHarness(server.url());
    private final FaultProxy proxy = FaultProxy.to(server.host(), server.port());
    private final StoreAdapter proxied = harness.another(RedisConfig.of(server.url(proxy))
            .withKeys(harness.config().prefix(), harness.config().shards())
            .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))
            .withCallTimeouts(Duration.ofMillis(500), Duration.ofMillis(600)));
    private final SilentLineScenario scenario =
            new SilentLineScenario(harness, proxied, proxy, clock -> MemoryStores.open(MemoryConfig.DEFAULT, clock));

    @AfterEach
    void close() {
        proxied.close();
        proxy.close();
        harness.close();
    }

    @ParameterizedTest
    @EnumSource
    void forLessThanTheGuardNobodyNotices(Silence silence) {
        scenario.runForLessThanTheGuard(silence);
    }

    @ParameterizedTest
    @EnumSource
    void forLongerThanTheLeaseOthersHaveTheBudgetAndAllIsBookedOnce(Silence silence) {
        scenario.runForLongerThanTheLease(silence);
    }
}
