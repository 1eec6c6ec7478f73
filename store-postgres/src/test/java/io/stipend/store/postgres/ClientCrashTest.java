package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.ClientCrashes;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that use the store are killed at random moments, again and again. */
final class ClientCrashTest {

    private static final int CRASHES = Integer.getInteger("stipend.crashes", 10);

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);

    @Test
    @Timeout(900)
    void nothingIsLostAndNothingLeaksBeyondTheLease() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        ClientCrashes crashes = new ClientCrashes(seed);
        for (int crash = 0; crash < CRASHES; crash++) {
            crashes.kill(
                    Victim.class,
                    server.jdbcUrl(),
                    server.user(),
                    server.password(),
                    database.config().schema());
        }
        assertThat(database.number(TestDatabase.UNBALANCED)).as("seed %d", seed).isZero();

        // The leases run out.
        database.run("UPDATE reservation SET expires_at = 1 WHERE state = 0");
        try (StoreAdapter store = PostgresStores.open(database.config())) {
            crashes.assertNothingLostAndNothingLeaked(store);
        }
        assertThat(database.number("SELECT count(*) FROM account WHERE 0 < ANY (reserved)"))
                .isZero();
        assertThat(database.number(TestDatabase.UNBALANCED)).as("seed %d", seed).isZero();
    }

    /** Where a process of the tests finds the store: it has time to connect, for it may share the machine with others. */
    static PostgresConfig config(String[] args) {
        return PostgresConfig.of(args[0])
                .withUser(args[1], args[2])
                .withSchema(args[3])
                .withConnectTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    static final class Victim {

        private Victim() {}

        public static void main(String[] args) {
            ClientCrashes.work(PostgresStores.open(config(args)));
        }
    }
}
