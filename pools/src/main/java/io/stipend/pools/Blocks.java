package io.stipend.pools;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;

/**
 * Blocks on one node: where many nodes reserve from one account, each holds a part of it for a few seconds and serves its reserves from that
 * part, without asking the shared store. Open them over a store, and use {@link #store} in place of it:
 *
 * <pre>{@code
 * StoreAdapter shared = PostgresStores.open(config);
 * Blocks blocks = Blocks.open(shared, MemoryStores.open(), BlockConfig.DEFAULT.withNode("eu-7"));
 * try (Stipend stipend = Stipend.builder(blocks.store()).build()) { ... }
 * }</pre>
 *
 * <p>Closing the store, which {@code Stipend} does, gives the blocks back and closes both stores. Thread safe.
 */
public final class Blocks {

    private final BlockNode node;
    private final NodeBlocks blocks;
    private final StoreAdapter store;

    private Blocks(BlockNode node) {
        this.node = node;
        this.blocks = new NodeBlocks(node);
        this.store = new LeasedAdapter(node, blocks);
        node.figures().showHeld(blocks::held);
    }

    /** Opens blocks with threads of their own, and no metrics. */
    public static Blocks open(StoreAdapter shared, StoreAdapter local, BlockConfig config) {
        return open(shared, local, config, Telemetry.none());
    }

    /** The same, with numbers that go somewhere. */
    public static Blocks open(StoreAdapter shared, StoreAdapter local, BlockConfig config, Telemetry telemetry) {
        return open(
                shared,
                local,
                config,
                telemetry,
                new ThreadedPoolTimer(Checks.present(config, "config").workers()));
    }

    /**
     * The same on a timer of the caller's, for tests and simulations.
     *
     * @param shared the store that all nodes share
     * @param local a store in the heap, empty and of this node alone, on the same clock or one like it
     * @param timer closed together with the store
     */
    public static Blocks open(
            StoreAdapter shared, StoreAdapter local, BlockConfig config, Telemetry telemetry, PoolTimer timer) {
        return open(shared, local, config, new BlockFigures(telemetry), timer);
    }

    static Blocks open(
            StoreAdapter shared, StoreAdapter local, BlockConfig config, BlockFigures figures, PoolTimer timer) {
        Checks.present(shared, "shared store");
        Checks.present(local, "local store");
        Checks.present(config, "config");
        Checks.present(timer, "timer");
        LocalAnswers answers = new LocalAnswers();
        SettlementLog settlements = SettlementRecords.open(config, shared, answers::pathOf);
        return new Blocks(new BlockNode(shared, local, timer, config, figures, answers, settlements));
    }

    /** The store to use in place of the shared one, by everything on this node. */
    public StoreAdapter store() {
        return store;
    }

    /** What this node has done with blocks so far. */
    public Figures figures() {
        BlockFigures counted = node.figures();
        return new Figures(
                blocks.held(),
                counted.formed.sum(),
                counted.dissolved.sum(),
                counted.lost.sum(),
                counted.local.sum(),
                counted.straight.sum(),
                counted.refused.sum(),
                counted.fenced.sum(),
                counted.calls.sum());
    }

    /**
     * What a node has done with blocks so far.
     *
     * @param held blocks that it holds now
     * @param formed blocks that it leased; one that takes over from another is not counted
     * @param dissolved how often a block's idle budget was returned because little was left
     * @param lost blocks that the store closed
     * @param local reserves served from blocks
     * @param straight reserves sent to the shared store
     * @param refused reserves refused because the store had just refused more
     * @param fenced reserves undone because the block's lease had ended meanwhile
     * @param calls calls of the shared store for blocks
     */
    public record Figures(
            int held,
            long formed,
            long dissolved,
            long lost,
            long local,
            long straight,
            long refused,
            long fenced,
            long calls) {}
}
