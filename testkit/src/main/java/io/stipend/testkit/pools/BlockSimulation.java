package io.stipend.testkit.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.pools.simulation.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Nodes that reserve from one account, one token at a time, until nothing is left. How often each reserves follows Zipf's law, and which node
 * is the busiest changes. What is reserved is settled at once.
 *
 * @param nodes how many nodes there are
 * @param budget how many tokens there are
 * @param reservesPerSecond of all nodes together
 * @param exponent of Zipf's law
 * @param shift after how long another node is the busiest
 * @param seed of everything that is random
 */
public record BlockSimulation(
        int nodes, long budget, double reservesPerSecond, double exponent, Duration shift, long seed) {

    private static final AccountId ACCOUNT = AccountId.user("everybody");
    private static final AccountPath PATH = AccountPath.of(List.of(ACCOUNT));
    private static final ResourceVector ONE = ResourceVector.of(Resource.TOKENS, 1);
    private static final ResourceUsage USED = ResourceUsage.builder().tokens(1).build();
    private static final long STEP_NANOS = Duration.ofMillis(2).toNanos();

    /** 10,000 reserves a second, exponent 1.2, another node the busiest every 10 s. */
    public static BlockSimulation of(int nodes, long budget) {
        return new BlockSimulation(nodes, budget, 10_000, 1.2, Duration.ofSeconds(10), 1);
    }

    /** The same with another seed. */
    public BlockSimulation withSeed(long other) {
        return new BlockSimulation(nodes, budget, reservesPerSecond, exponent, shift, other);
    }

    /** Runs it until the budget is used up, and a second longer. */
    public BlockSimulationFigures run(Function<InstantSource, StoreAdapter> openStore) {
        return new Run(openStore).run();
    }

    private final class Run {

        private final VirtualTime time = new VirtualTime();
        private final Random random = new Random(seed);
        private final Function<InstantSource, StoreAdapter> openStore;
        private final StoreAdapter store;
        private final List<AccountTerms> terms = List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, budget))));
        private final List<LeasingNode> simulated = new ArrayList<>();
        private final double[] parts = new double[nodes];
        private final BlockSimulationFigures.Builder figures = new BlockSimulationFigures.Builder(budget);
        private long used;

        Run(Function<InstantSource, StoreAdapter> openStore) {
            this.openStore = openStore;
            this.store = openStore.apply(time);
            double all = 0;
            for (int n = 0; n < nodes; n++) {
                parts[n] = Math.pow(n + 1, -exponent);
                all += parts[n];
            }
            for (int n = 0; n < nodes; n++) {
                parts[n] /= all;
                simulated.add(LeasingNode.reliable(
                        BlockConfig.DEFAULT.withNode("node-" + n), time, random, store, this.openStore));
            }
        }

        BlockSimulationFigures run() {
            send();
            long end = (long) (4 * budget / reservesPerSecond * 1e9);
            while (used < budget && time.nanoTime() < end) {
                time.pass(Duration.ofMillis(100));
                look();
            }
            time.pass(Duration.ofSeconds(1));
            long formed = simulated.stream()
                    .mapToLong(node -> node.figures().formed())
                    .sum();
            simulated.forEach(LeasingNode::close);
            AccountView view = store.accountAdministration().show(ACCOUNT).orElseThrow();
            BlockSimulationFigures result = figures.build(used, view.spent().tokens(), (double) formed / nodes);
            store.close();
            return result;
        }

        private void send() {
            int first = (int) (time.nanoTime() / shift.toNanos());
            for (int n = 0; n < nodes; n++) {
                double expected = reservesPerSecond * parts[n] * STEP_NANOS / 1e9;
                int count = (int) expected + (random.nextDouble() < expected - (int) expected ? 1 : 0);
                LeasingNode node = simulated.get((first * 7 + n) % nodes);
                for (int i = 0; i < count; i++) {
                    reserve(node.store().creditStore());
                }
            }
            time.after(STEP_NANOS, this::send);
        }

        private void reserve(CreditStore node) {
            ReservationId id = ReservationId.unique(ACCOUNT.tenant());
            ReserveOutcome outcome =
                    node.reserve(new ReserveCommand(id, PATH, terms, ONE, 60_000, null, null, Map.of()));
            if (outcome instanceof ReserveOutcome.Reserved) {
                used++;
                node.settle(new SettleCommand(id, OperationId.SETTLE, USED, OverrunPolicy.CHARGE));
            }
            figures.answered(outcome instanceof ReserveOutcome.Reserved, used);
        }

        private void look() {
            long calls = simulated.stream().mapToLong(LeasingNode::calls).sum();
            AccountView view = store.accountAdministration().show(ACCOUNT).orElseThrow();
            long idle = view.spent().tokens() + view.reserved().tokens() - used;
            long dissolved = simulated.stream()
                    .mapToLong(node -> node.figures().dissolved())
                    .sum();
            int shifts = (int) (time.nanoTime() / shift.toNanos());
            figures.look(time.nanoTime(), used, calls, idle, dissolved, shifts, idleOfFormer(shifts));
        }

        /** What the node that was the busiest still holds unused. */
        private long idleOfFormer(int shifts) {
            return shifts == 0 ? 0 : simulated.get((shifts - 1) * 7 % nodes).idleTokens(ACCOUNT.tenant());
        }
    }
}
