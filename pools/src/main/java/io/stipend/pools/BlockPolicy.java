package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Balance;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides when a node holds a block on one path, and how much ahead of demand. It compares what is asked for here with how long the budget
 * will last, and remembers what the store answered; it calls nobody.
 *
 * <p>A block either serves ahead of demand, or is dissolved: then it holds what is in use, and what callers wait for at this moment. It
 * serves where the budget lasts for the configured horizon, and is dissolved where it lasts for less than half of it, or after the store refused more. So
 * what always holds: where little is left, no node keeps idle what another may need, and a refusal is not followed by another attempt to
 * serve ahead for two seconds.
 *
 * <p>For the thread that has the steering lock of the {@link PathBlock}, which guards all fields but the volatile one; {@link #isServing},
 * {@link #isBusy} and {@link #balances} may be asked by any thread.
 */
final class BlockPolicy {

    private static final double MAX_AHEAD_SECONDS = 10;
    private static final double HORIZON_PARTS = 8;

    /** A node that asks for more a second does not go straight to the store where little is left. */
    private static final double BUSY_PER_SECOND = 500;

    /** So many requests are held ahead at least. */
    private static final int LEAST_REQUESTS = 2;

    /** A path on which less is asked for a second is not used. */
    private static final double QUIET_PER_SECOND = 0.05;

    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier nanoTime;
    private final BlockFigures figures;
    private final PathDemand demand;
    private final boolean eligible;
    private final BudgetHorizon horizon = new BudgetHorizon();

    /** From what rate on a path is served from a block. */
    private final double reservesPerSecond;

    /** How long the budget must last for a block to serve ahead; it is dissolved where it lasts half as long. */
    private final double serveSeconds;

    /** Written under the steering lock, read by any thread. */
    private volatile boolean serving;

    /** Whether the block is to be closed as soon as nothing is open here, however busy callers are. */
    private boolean ending;

    /** Until when nothing is formed, and no block serves ahead. */
    private long notBeforeNanos;

    private long lookAtNanos;
    private long busyAtNanos;
    private long returnAtNanos;

    /**
     * Where there is no block yet.
     *
     * @param nanoTime now, comparable by difference only
     * @param eligible whether there may be one on the path
     */
    BlockPolicy(LongSupplier nanoTime, BlockConfig config, BlockFigures figures, PathDemand demand, boolean eligible) {
        this.nanoTime = nanoTime;
        this.figures = figures;
        this.demand = demand;
        this.eligible = eligible;
        this.reservesPerSecond = config.reservesPerSecond();
        this.serveSeconds = config.horizon().toMillis() / 1e3;
        long now = nanoTime.getAsLong();
        this.notBeforeNanos = now;
        this.lookAtNanos = now;
        this.busyAtNanos = now;
    }

    /** Whether the block serves ahead of demand. */
    boolean isServing() {
        return serving;
    }

    /** Whether callers ask for so much that they wait for each other rather than each for the store. */
    boolean isBusy() {
        return demand.reservesPerSecond() >= BUSY_PER_SECOND;
    }

    /** What the store said last about the accounts. */
    List<Balance> balances() {
        return horizon.balances();
    }

    /** Takes in balances, with what this node held unused when they were read. */
    void observe(long atNanos, List<Balance> answered, ResourceVector ownIdle) {
        horizon.observe(atNanos, answered, ownIdle);
    }

    /** The resources that the accounts limit. */
    Set<Resource> limited() {
        return horizon.limited();
    }

    /** Whether they limit slots or memory; then no block serves. */
    boolean isOccupiedLimited() {
        Set<Resource> limited = limited();
        return limited.contains(Resource.MEMORY) || limited.contains(Resource.SLOTS);
    }

    /** What is to be held ahead of demand. */
    ResourceVector ahead() {
        return demand.in(Math.min(MAX_AHEAD_SECONDS, horizon.seconds(demand) / HORIZON_PARTS), LEAST_REQUESTS);
    }

    /** Whether the store may be asked for a block, or for what is due without one. */
    boolean isRested(long now) {
        return now - notBeforeNanos >= 0;
    }

    /** What is left of a block that is gone was charged; a new one may come after that. */
    void billed(long now) {
        notBeforeNanos = now + LOOK_NANOS;
    }

    /** Whether callers ask for enough to look whether there may be a block; if so, not again within a second. */
    boolean startsLook(long now) {
        boolean due = isWanted() && now - lookAtNanos >= 0;
        if (due) {
            lookAtNanos = now + LOOK_NANOS;
        }
        return due;
    }

    private boolean isWanted() {
        return eligible && demand.reservesPerSecond() >= reservesPerSecond;
    }

    /** Whether the budget lasts long enough to hold some of it ahead. */
    boolean isLasting() {
        return horizon.seconds(demand) >= serveSeconds;
    }

    /** Decides whether the block serves ahead from now on. */
    void decide(long now) {
        if (demand.reservesPerSecond() >= reservesPerSecond / 4) {
            busyAtNanos = now;
        }
        if (serving && (isForsaken(now) || horizon.seconds(demand) < serveSeconds / 2)) {
            dissolve();
        } else if (!serving && mayServe(now)) {
            serving = true;
        }
    }

    private boolean mayServe(long now) {
        return !ending && !isForsaken(now) && isRested(now) && isWanted() && !isOccupiedLimited() && isLasting();
    }

    /** Whether for a while callers have asked for less than a quarter of what a block is for. */
    private boolean isForsaken(long now) {
        return now - busyAtNanos >= REFUSED_NANOS;
    }

    /** Whether a dissolved block is to give back what is idle; if so, not again within 100 ms. */
    boolean startsReturn(long now) {
        boolean due = now - returnAtNanos >= 0;
        if (due) {
            returnAtNanos = now + RETURN_NANOS;
        }
        return due;
    }

    /** Whether a dissolved block is of no more use. */
    boolean isNeedless(long now) {
        return ending || isForsaken(now) || !isBusy();
    }

    /** Whether the block is to be closed as soon as nothing is open here. */
    boolean isEnding() {
        return ending;
    }

    /** Whether nobody uses the path. */
    boolean isQuiet(long now) {
        return demand.reservesPerSecond() < QUIET_PER_SECOND && isForsaken(now);
    }

    /** A block was formed, to serve ahead or only what callers wait for. */
    void formed(boolean ahead) {
        serving = ahead;
        busyAtNanos = nanoTime.getAsLong();
    }

    /** No block can be formed, or the block is gone: none is asked for within two seconds. */
    void denied(long now) {
        notBeforeNanos = now + REFUSED_NANOS;
    }

    /**
     * The store had less than was asked for.
     *
     * @param waitedFor whether callers wait for it; a dissolved block may ask for that at any time
     */
    void refused(boolean waitedFor) {
        if (!waitedFor || serving) {
            denied(nanoTime.getAsLong());
        }
        dissolve();
    }

    /** An account is frozen: callers are told by the store, why and by whom. */
    void frozen() {
        refused(false);
        ending = true;
    }

    /** Members of a pool on the path wait: what is idle here is theirs. */
    void yieldToWaiting() {
        if (serving) {
            refused(false);
        }
    }

    /** Has the block give back what is idle, from now on. */
    void dissolve() {
        if (serving) {
            serving = false;
            figures.dissolved.increment();
            returnAtNanos = nanoTime.getAsLong();
        }
    }

    /** There is no block any more. */
    void ended() {
        serving = false;
        ending = false;
    }
}
