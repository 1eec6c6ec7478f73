package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.engine.TriedPolicy;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.Blocks;
import io.stipend.pools.RecordConfig;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;

/** The nodes of a replay, over one memory store that all share. For one thread. */
final class Cluster implements AutoCloseable {

    /** Nobody reads events here, and only a late settle asks for what is closed. */
    private static final MemoryConfig SHARED = MemoryConfig.DEFAULT.withJournalCapacity(0);

    private static final MemoryConfig LOCAL = SHARED.withMaxClosed(1_000);

    private final StoreAdapter store;
    private final List<SimulatedNode> nodes = new ArrayList<>();

    /** The same nodes as holders of blocks; none where there are to be no blocks. */
    private final List<LeasingNode> leasing = new ArrayList<>();

    private int dealt;

    Cluster(PoolPlan plan, VirtualTime time) {
        store = MemoryStores.open(SHARED, time);
        Random random = new Random(plan.seed());
        TriedPolicy tried = plan.budgets().policy();
        SimulatedNode.Policy policy = new SimulatedNode.Policy(tried.limits(), tried.manager());
        for (int n = 1; n <= plan.nodes(); n++) {
            String name = "node-" + n;
            StoreAdapter under = plan.blocks()
                    .map(blocks -> LeasingNode.reliable(
                            blocks.withNode(name).withRecord(RecordConfig.NONE),
                            time,
                            random,
                            store,
                            clock -> MemoryStores.open(LOCAL, clock)))
                    .map(this::added)
                    .orElse(store);
            nodes.add(new SimulatedNode(time, random, under, plan.queueing(), policy, Telemetry.none()));
        }
    }

    private StoreAdapter added(LeasingNode node) {
        leasing.add(node);
        return node.store();
    }

    /** The node of the next request: each in turn. */
    SimulatedNode next() {
        return nodes.get(dealt++ % nodes.size());
    }

    /** The store that all share. */
    StoreAdapter store() {
        return store;
    }

    /** How often the nodes have called it, for whatever reason but upkeep. */
    long calls() {
        return leasing.isEmpty()
                ? nodes.stream().mapToLong(SimulatedNode::calls).sum()
                : leasing.stream().mapToLong(LeasingNode::calls).sum();
    }

    /** How often for the sake of fairness. */
    long callsForFairness() {
        return nodes.stream().mapToLong(SimulatedNode::callsForFairness).sum();
    }

    /** A figure of all blocks together. */
    long ofBlocks(ToLongFunction<Blocks.Figures> figure) {
        return leasing.stream().map(LeasingNode::figures).mapToLong(figure).sum();
    }

    /** Stops the nodes, which give back what they hold; the store stays open. */
    void stop() {
        nodes.forEach(SimulatedNode::close);
        leasing.forEach(LeasingNode::close);
    }

    @Override
    public void close() {
        store.close();
    }
}
