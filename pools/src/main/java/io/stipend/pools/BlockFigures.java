package io.stipend.pools;

import io.stipend.core.metrics.Telemetry;
import java.util.concurrent.atomic.LongAdder;

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

    BlockFigures(Telemetry telemetry) {
        count(telemetry, "formed", "Blocks leased", formed);
        count(telemetry, "dissolved", "Blocks whose idle budget was returned because little is left", dissolved);
        count(telemetry, "lost", "Blocks that the store closed: expired or released by an administrator", lost);
        count(telemetry, "calls", "Calls of the store for blocks", calls);
        count(telemetry, "failures", "Calls of the store for blocks that had no answer", failures);
        count(telemetry, "local", "Reserves served from a block", local);
        count(telemetry, "straight", "Reserves sent to the store", straight);
        count(telemetry, "refused", "Reserves refused here because the store had just refused more", refused);
        count(telemetry, "fenced", "Reserves undone because the block's lease had ended meanwhile", fenced);
    }

    private static void count(Telemetry telemetry, String what, String description, LongAdder adder) {
        telemetry.counter("stipend.blocks." + what, description, adder, LongAdder::sum);
    }
}
