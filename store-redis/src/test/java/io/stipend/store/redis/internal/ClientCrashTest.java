package io.stipend.store.redis.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.store.redis.internal.script.ScriptCatalog;
import io.stipend.testkit.faults.ClientCrashes;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that use the store are killed at random moments, again and again. */
final class ClientCrashTest {

    private static final int CRASHES = Integer.getInteger("stipend.crashes", 10);

    /** The server's clock when all leases have run out. */
    private static final ScriptCatalog LATER = new ScriptCatalog("""
            local function clock()
                return redis.call('TIME')[1] * 1000 + %d
            end
            """.formatted(2 * CreditCommands.LEASE_MILLIS));

    private final RedisServer server = RedisServer.shared();

    @Test
    @Timeout(900)
    void nothingIsLostAndNothingLeaksBeyondTheLease() throws IOException, InterruptedException {
        String prefix = server.uniquePrefix();
        ClientCrashes crashes = new ClientCrashes(System.nanoTime());
        for (int crash = 0; crash < CRASHES; crash++) {
            crashes.kill(Victim.class, server.url(), prefix);
        }
        try (StoreAdapter store = RedisStore.open(config(server.url(), prefix), LATER)) {
            crashes.assertNothingLostAndNothingLeaked(store);
        }
    }

    /** It has time to connect, for it may share the machine with others. */
    private static RedisConfig config(String url, String prefix) {
        return RedisConfig.of(url)
                .withKeys(prefix, 4)
                .withConnectTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    static final class Victim {

        private Victim() {}

        public static void main(String[] args) {
            ClientCrashes.work(RedisStores.open(config(args[0], args[1])));
        }
    }
}
