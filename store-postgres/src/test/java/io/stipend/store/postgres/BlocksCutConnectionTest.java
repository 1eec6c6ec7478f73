package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.faults.BlockWork;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node with blocks whose connection breaks when the server has committed and before it has answered. The node's time is virtual, so that a
 * minute, after which another block takes the first one's place, takes a moment.
 */
final class BlocksCutConnectionTest {

    private static final long LIMIT = 1_000_000;

    /** What a node calls for a block. */
    private static final Set<Class<?>> VERBS = Set.of(
            TrackOutcome.Added.class,
            ExtendOutcome.Extended.class,
            SplitOutcome.Split.class,
            CloseOutcome.Closed.class);

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final String tenant = "t-" + UUID.randomUUID();
    private final VirtualTime time = new VirtualTime();
    private FaultProxy proxy;
    private StoreAdapter store;
    private StoreAdapter direct;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(server.host(), server.port());
        PostgresConfig config = database.config();
        direct = PostgresStores.open(config);
        store = PostgresStores.open(PostgresConfig.of(server.jdbcUrl(proxy))
                .withUser(config.user(), config.password())
                .withSchema(config.schema())
                .withCallTimeout(Duration.ofSeconds(2)));
    }

    @AfterEach
    void close() {
        store.close();
        direct.close();
        proxy.close();
    }

    /** What happens at calls: their verbs, by the class of their answers. */
    private abstract class Cuts implements LeasingNode.Network {

        boolean enabled;
        final Set<Class<?>> cut = new HashSet<>();
        private long calls;
        long answeredAtNanos;

        /** Each tenth call is cut; and around the succession those that follow another at once, as a split follows a report. */
        final boolean isDue() {
            long now = time.nanoTime();
            return enabled && (++calls % 10 == 0 || (now > 58_000_000_000L && now == answeredAtNanos));
        }

        final void answered(Object answer, boolean wasCut) {
            answeredAtNanos = time.nanoTime();
            if (wasCut) {
                cut.add(answer.getClass());
            }
        }
    }

    @Test
    void theStoreRepeatsWhatTheServerHasCommitted() {
        Cuts cuts = new Cuts() {
            @Override
            public <T> T call(Supplier<T> call) {
                boolean isThis = isDue();
                if (isThis) {
                    proxy.cutBeforeReply();
                }
                T answer = call.get();
                answered(answer, isThis && !proxy.isCutPending());
                return answer;
            }
        };
        live(cuts);
    }

    /** The server is gone for longer than the store tries. */
    @Test
    void theNodeRepeatsWhatTheServerHasCommitted() {
        Cuts cuts = new Cuts() {
            private boolean wasCut;

            @Override
            public <T> T call(Supplier<T> call) {
                if (wasCut || !isDue()) {
                    T answer = call.get();
                    answered(answer, wasCut);
                    if (wasCut && !(answer instanceof SplitOutcome.Split)) {
                        // Else the report before each split would be cut, for ever.
                        answeredAtNanos = -1;
                    }
                    wasCut = false;
                    return answer;
                }
                proxy.refuse();
                proxy.cutBeforeReply();
                wasCut = true;
                try {
                    return call.get();
                } finally {
                    proxy.pass();
                }
            }
        };
        live(cuts);
    }

    private void live(Cuts cuts) {
        BlockConfig config = BlockConfig.DEFAULT.withNode("a").withLease(Duration.ofMinutes(5), Duration.ofSeconds(30));
        LeasingNode node = new LeasingNode(
                config,
                time,
                new Random(1),
                1,
                store,
                cuts,
                clock -> MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(100_000), clock));
        long settled = 0;
        for (int i = 0; i < 6_300; i++) {
            settled += reserveAndSettle(node);
            time.pass(Duration.ofMillis(10));
            cuts.enabled = node.figures().held() > 0;
        }
        assertThat(cuts.cut).containsAll(VERBS);
        assertThat(node.figures().lost()).isZero();
        cuts.enabled = false;
        node.close();

        assertThat(BlockWork.awaitNothingHeld(direct, tenant).spent().tokens()).isEqualTo(settled);
        assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
    }

    /** One token; says how many were settled. */
    private long reserveAndSettle(LeasingNode node) {
        ReserveCommand command = BlockWork.reserve(tenant, LIMIT, 1, Duration.ofSeconds(5));
        try {
            if (!(node.store().creditStore().reserve(command) instanceof ReserveOutcome.Reserved)) {
                return 0;
            }
        } catch (CreditStoreException e) {
            // Perhaps it is held; then its lease ends.
            return 0;
        }
        while (true) {
            try {
                return settle(node, command.id()) instanceof CloseOutcome.Closed ? 1 : 0;
            } catch (CreditStoreException e) {
                time.pass(Duration.ofMillis(10));
            }
        }
    }

    private static CloseOutcome settle(LeasingNode node, ReservationId id) {
        ResourceUsage usage = ResourceUsage.builder().tokens(1).build();
        return node.store()
                .creditStore()
                .settle(new SettleCommand(id, OperationId.SETTLE, usage, OverrunPolicy.CHARGE));
    }
}
