package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.FreezeScenario;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed in the middle of the work, and comes back. */
final class ServerCrashTest {

    private static final int CRASHES = 3;

    @Test
    @Timeout(120)
    void noAcknowledgedChangeIsLostAndNothingIsHalfDone() throws InterruptedException {
        try (EmbeddedPostgres server = PostgresServer.start(PostgresOptions.durable())) {
            TestDatabase database = TestDatabase.on(server);
            try (StoreAdapter store = PostgresStores.open(database.config());
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

                assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
                work.assertNothingLost(store);
            }
        }
    }

    @Test
    @Timeout(120)
    void whatIsFrozenStaysFrozen() {
        try (EmbeddedPostgres server = PostgresServer.start(PostgresOptions.durable());
                StoreAdapter store = PostgresStores.open(TestDatabase.on(server).config())) {
            new FreezeScenario(store, store, "frozen").surviveCrashes(() -> {
                server.kill9();
                server.restart();
            });
        }
    }
}
