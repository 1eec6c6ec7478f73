package io.stipend.pools.simulation;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** A node with blocks over a store that all share, in virtual time. What lies between the two may fail: see {@link Network}. */
public final class LeasingNode {

    private final String name;
    private final StoreAdapter shared;
    private final SimulatedTimer timer;
    private final Blocks blocks;
    private final Network network;
    private long calls;

    /** What becomes of a node's calls. */
    @FunctionalInterface
    public interface Network {

        /** All arrive, and all are answered. */
        Network RELIABLE = Supplier::get;

        /**
         * Makes a call, or not, or more than once.
         *
         * @return its answer
         * @throws CreditStoreException if it has none
         */
        <T> T call(Supplier<T> call);
    }

    /**
     * Starts a node.
     *
     * @param rate how fast its clock goes: 1 is right
     * @param openStore opens its local store
     */
    public LeasingNode(
            BlockConfig config,
            VirtualTime time,
            Random random,
            double rate,
            StoreAdapter shared,
            Network network,
            Function<InstantSource, StoreAdapter> openStore) {
        this.name = config.node();
        this.shared = shared;
        this.network = network;
        this.timer = new SimulatedTimer(time, random, rate);
        this.blocks = Blocks.open(new View(), openStore.apply(time), config, Telemetry.none(), timer);
    }

    /** A node whose network and clock are as they should be. */
    public static LeasingNode reliable(
            BlockConfig config,
            VirtualTime time,
            Random random,
            StoreAdapter shared,
            Function<InstantSource, StoreAdapter> openStore) {
        return new LeasingNode(config, time, random, 1, shared, Network.RELIABLE, openStore);
    }

    private final class View extends StoreView {

        View() {
            super(shared);
        }

        @Override
        <T> T call(Supplier<T> call) {
            calls++;
            if (timer.isDead()) {
                throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "node " + name + " is dead");
            }
            return network.call(call);
        }
    }

    public String name() {
        return name;
    }

    /** The store as its callers use it. */
    public StoreAdapter store() {
        return blocks.store();
    }

    /** What it has done with blocks. */
    public Blocks.Figures figures() {
        return blocks.figures();
    }

    /** How often it has called the shared store, for whatever reason. */
    public long calls() {
        return calls;
    }

    /** How many tokens its blocks in a tenant hold beyond what it has reported. */
    public long idleTokens(String tenant) {
        long[] idle = new long[1];
        shared.bookInspection().openReservations(tenant, each -> {
            if (SharedPools.isBlock(each.header().id())
                    && SharedPools.nodeOf(each.header().id()).equals(name)) {
                idle[0] += each.held().excessOver(each.used()).tokens();
            }
        });
        return idle[0];
    }

    /** From now on it does nothing any more, and gives nothing back. */
    public void die() {
        timer.die();
    }

    /** It stops; its clock goes on. */
    public void pause() {
        timer.pause();
    }

    /** It goes on. */
    public void resume() {
        timer.resume();
    }

    /** Gives its blocks back. */
    public void close() {
        blocks.store().close();
    }
}
