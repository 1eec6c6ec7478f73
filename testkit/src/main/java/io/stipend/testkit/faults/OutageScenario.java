package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.Stipend;
import io.stipend.core.background.Health;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.servers.network.FaultProxy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A server freezes, is gone and comes back, and health has to report each in time and without an exception. */
public final class OutageScenario {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private OutageScenario() {}

    /**
     * Freezes, refuses and restores the connection to the server, and checks what health reports.
     *
     * @param store a store behind the proxy, whose own timeouts may be longer; closed at the end
     * @param proxy what stands before its server
     * @param await waits for a condition: Awaitility, say
     */
    public static void assertHealthReportsIt(StoreAdapter store, FaultProxy proxy, Consumer<Callable<Boolean>> await) {
        try (Stipend stipend = Stipend.builder(store)
                .health(Health.Config.DEFAULT.withTimeout(TIMEOUT))
                .build()) {
            await.accept(() -> statusOf(stipend) == Health.Status.UP);

            proxy.hang();
            assertDown(stipend);
            assertDown(stipend);

            proxy.pass();
            await.accept(() -> statusOf(stipend) == Health.Status.UP);

            proxy.refuse();
            proxy.cutAll();
            await.accept(() -> statusOf(stipend) == Health.Status.DOWN);
            assertDown(stipend);
            assertThat(stipend.health().live().ok()).as("no restart would help").isTrue();

            proxy.pass();
            await.accept(() -> stipend.health().ready().status() == Health.Status.UP);
        }
    }

    private static void assertDown(Stipend stipend) {
        Health.Report report = stipend.health().ready();
        assertThat(report.ok()).isFalse();
        assertThat(storeOf(report).status()).isEqualTo(Health.Status.DOWN);
        assertThat(storeOf(report).sentence()).isNotBlank().doesNotContain("Exception:");
    }

    private static Health.Status statusOf(Stipend stipend) {
        return storeOf(stipend.health().ready()).status();
    }

    private static Health.Component storeOf(Health.Report report) {
        return report.components().stream()
                .filter(component -> component.name().equals("store"))
                .findFirst()
                .orElseThrow();
    }
}
