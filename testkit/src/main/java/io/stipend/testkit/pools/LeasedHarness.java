package io.stipend.testkit.pools;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import io.stipend.testkit.harness.JournalReader;
import io.stipend.testkit.harness.StoreHarness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store with blocks over the store of another harness, which is closed with it. Blocks serve what has generated ids: what is asked of a
 * manager without an id of the caller's.
 */
public final class LeasedHarness implements StoreHarness {

    private static final BlockConfig AT_ONCE =
            BlockConfig.DEFAULT.withReservesPerSecond(1).withHorizon(Duration.ZERO);

    private static final Duration STEP = Duration.ofMillis(500);

    /** How long the node goes along, so that it books what was settled. Then it stops, as one does whose process is stopped. */
    private static final Duration ALONG = Duration.ofSeconds(70);

    private final StoreHarness shared;
    private final Blocks blocks;
    private final @Nullable SteppedTimer timer;
    private final JournalReader journalReader;

    private LeasedHarness(StoreHarness shared, Blocks blocks, @Nullable SteppedTimer timer) {
        this.shared = shared;
        this.blocks = blocks;
        this.timer = timer;
        this.journalReader = new JournalReader(blocks.store().journal());
    }

    /**
     * A node with threads, and blocks where it is asked often enough. Its time is the system's, not the test's.
     *
     * @param openLocal opens its local store, on the clock of the shared one
     */
    public static LeasedHarness usual(StoreHarness shared, Function<InstantSource, StoreAdapter> openLocal) {
        return new LeasedHarness(
                shared, Blocks.open(new Unclosed(shared), openLocal.apply(clockOf(shared)), BlockConfig.DEFAULT), null);
    }

    /**
     * A node that serves each path from a block at once, however little is left of its budget. While a test moves the clock, the node does what
     * is due.
     *
     * @param openLocal opens its local store, on the clock of the shared one
     */
    public static LeasedHarness atOnce(StoreHarness shared, Function<InstantSource, StoreAdapter> openLocal) {
        SteppedTimer timer = new SteppedTimer();
        Blocks blocks =
                Blocks.open(new Unclosed(shared), openLocal.apply(clockOf(shared)), AT_ONCE, Telemetry.none(), timer);
        return new LeasedHarness(shared, blocks, timer);
    }

    private static InstantSource clockOf(StoreHarness harness) {
        return () -> Instant.ofEpochMilli(harness.nowMillis());
    }

    /** A view on a store that its own harness closes. */
    private static final class Unclosed extends ForwardingStore {

        Unclosed(StoreHarness harness) {
            super(harness.adapter());
        }

        @Override
        public void close() {
            // Its harness does.
        }
    }

    /** What the node has done with blocks. */
    public Blocks.Figures figures() {
        return blocks.figures();
    }

    @Override
    public StoreAdapter adapter() {
        return blocks.store();
    }

    @Override
    public JournalReader journalReader() {
        return journalReader;
    }

    @Override
    public long nowMillis() {
        return shared.nowMillis();
    }

    @Override
    public void advance(Duration by) {
        if (timer == null) {
            shared.advance(by);
            return;
        }
        Duration rest = by;
        for (Duration along = ALONG; isPositive(rest) && isPositive(along); along = along.minus(STEP)) {
            Duration step = rest.compareTo(STEP) < 0 ? rest : STEP;
            shared.advance(step);
            timer.pass(step);
            rest = rest.minus(step);
        }
        // What is left, or a step back, which only the store's clock makes.
        shared.advance(rest);
        if (isPositive(rest)) {
            timer.stop(rest);
        }
    }

    private static boolean isPositive(Duration time) {
        return time.compareTo(Duration.ZERO) > 0;
    }

    @Override
    public boolean isExact() {
        return shared.isExact();
    }

    @Override
    public void close() {
        try (shared) {
            blocks.store().close();
        }
    }
}
