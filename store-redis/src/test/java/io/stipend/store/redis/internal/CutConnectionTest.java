package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.faults.CutConnectionScenario;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.network.FaultProxy.Direction;
import io.stipend.testkit.servers.redis.RedisServer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks around every verb, in the request and in the reply: one effect each, and the first answer. */
final class CutConnectionTest {

    /** Longer than the longest reply, which is that to a settle. */
    private static final int LONGEST_REPLY = 420;

    private static final int RANDOM_CUTS = 60;

    private final RedisServer server = RedisServer.shared();
    private final long seed = System.nanoTime();
    private FaultProxy proxy;
    private StoreAdapter store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(server.host(), server.port());
        store = RedisStores.open(RedisConfig.of(server.url(proxy)).withKeys(server.uniquePrefix(), 2));
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    private void live(String id, Runnable cut) {
        new CutConnectionScenario(store).run(id, cut, proxy::pass);
    }

    @Test
    void beforeTheRequest() {
        live("before", proxy::cutBeforeRequest);
    }

    @Test
    void atEveryPositionOfTheReply() {
        for (int i = 0; i < LONGEST_REPLY; i++) {
            int bytes = i;
            live("reply-" + i, () -> proxy.cutAfter(Direction.TO_CLIENT, bytes));
        }
        long before = proxy.bytes(Direction.TO_CLIENT);
        live("uncut", () -> {});
        assertThat(proxy.bytes(Direction.TO_CLIENT) - before)
                .as("bytes of the replies of a whole life, ten or so")
                .isLessThan(10 * LONGEST_REPLY);
    }

    @Test
    void inTheRequest() {
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_CUTS; i++) {
            int bytes = 1 + random.nextInt(1_000);
            live("request-" + i + "-seed-" + seed, () -> proxy.cutAfter(Direction.TO_SERVER, bytes));
        }
    }
}
