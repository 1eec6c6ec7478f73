package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CutConnectionScenario;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.network.FaultProxy.Direction;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks around every verb, in the request and in the reply: one effect each, and the first answer. */
final class CutConnectionTest {

    private static final int RANDOM_CUTS = 12;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private FaultProxy proxy;
    private StoreAdapter store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(server.host(), server.port());
        PostgresConfig direct = database.config();
        store = PostgresStores.open(PostgresConfig.of(server.jdbcUrl(proxy))
                .withUser(direct.user(), direct.password())
                .withSchema(direct.schema()));
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    private void live(String id, Runnable cut) {
        new CutConnectionScenario(store).run(id, cut, proxy::pass);
        assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
    }

    @Test
    void beforeTheRequest() {
        live("before", proxy::cutBeforeRequest);
    }

    @Test
    void beforeTheReply() {
        live("after", proxy::cutBeforeReply);
    }

    @Test
    void inTheRequest() {
        for (int i = 0; i < RANDOM_CUTS; i++) {
            int bytes = 1 + random.nextInt(1_500);
            live("request-" + i + "-seed-" + seed, () -> proxy.cutAfter(Direction.TO_SERVER, bytes));
        }
    }

    @Test
    void inTheReply() {
        for (int i = 0; i < RANDOM_CUTS; i++) {
            int bytes = 1 + random.nextInt(400);
            live("reply-" + i + "-seed-" + seed, () -> proxy.cutAfter(Direction.TO_CLIENT, bytes));
        }
    }
}
