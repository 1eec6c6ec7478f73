package io.stipend.pools;

import io.stipend.core.spi.BlockPlugin.Meters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** What a node counts of its blocks. No number is of one path: there may be any number of those. Thread safe. */
final class BlockFigures {

    final LongAdder formed = new LongAdder();
    final LongAdder dissolved = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder local = new LongAdder();
    final LongAdder straight = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder fenced = new LongAdder();

    /** Meters do not keep what they read. */
    private final List<DoubleSupplier> read = new ArrayList<>();

    private final Meters meters;

    BlockFigures(Meters meters) {
        this.meters = meters;
        count("formed", "Blocks leased", formed);
        count("dissolved", "Blocks whose idle budget was returned because little is left", dissolved);
        count("lost", "Blocks that the store closed: expired or released by an administrator", lost);
        count("calls", "Calls of the store for blocks", calls);
        count("failures", "Calls of the store for blocks that had no answer", failures);
        count("local", "Reserves served from a block", local);
        count("straight", "Reserves sent to the store", straight);
        count("refused", "Reserves refused here because the store had just refused more", refused);
        count("fenced", "Reserves undone because the block's lease had ended meanwhile", fenced);
    }

    private void count(String what, String description, LongAdder adder) {
        DoubleSupplier sum = adder::sum;
        read.add(sum);
        meters.counter("stipend.blocks." + what, description, sum);
    }

    /** Shows how many blocks there are. */
    void showHeld(DoubleSupplier held) {
        read.add(held);
        meters.gauge("stipend.blocks.held", "Blocks that this node holds now", held);
    }
}
