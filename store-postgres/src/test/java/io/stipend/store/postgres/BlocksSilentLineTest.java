package io.stipend.store.postgres;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.faults.SilentLineScenario;
import io.stipend.testkit.faults.SilentLineScenario.Silence;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node with blocks whose line to the server falls silent. */
final class BlocksSilentLineTest {

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresHarness harness = new PostgresHarness().anew();
    private final FaultProxy proxy = FaultProxy.to(server.host(), server.port());
    private final PostgresConfig config = harness.database().config();
    private final StoreAdapter proxied = PostgresStores.open(PostgresConfig.of(server.jdbcUrl(proxy))
            .withUser(config.user(), config.password())
            .withSchema(config.schema())
            .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))
            .withStatementTimeouts(Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(1))
            .withCallTimeout(Duration.ofSeconds(1)));
    private final SilentLineScenario scenario =
            new SilentLineScenario(harness, proxied, proxy, clock -> MemoryStores.open(MemoryConfig.DEFAULT, clock));

    @AfterEach
    void close() {
        proxied.close();
        proxy.close();
        harness.adapter().close();
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
