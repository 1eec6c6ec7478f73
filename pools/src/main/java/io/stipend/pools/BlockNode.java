package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.StoreAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the blocks of a node have in common, and the paths that may get one. Thread safe. */
final class BlockNode {

    private static final Logger log = LoggerFactory.getLogger(BlockNode.class);

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of paths that are rarely used, only a count is kept, which several share. */
    private static final int COUNTERS = 1 << 12;

    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final StoreAdapter shared;
    private final StoreAdapter local;
    private final PoolTimer timer;
    private final BlockConfig config;
    private final BlockFigures figures;
    private final SettlementLog settlements;
    private final Predicate<AccountId> matcher;
    private final LocalAnswers answers = new LocalAnswers();

    private final Map<AccountPath, PathBlock> blocks = new ConcurrentHashMap<>();
    private final Map<AccountPath, LocalBudget> budgets = new ConcurrentHashMap<>();
    private final AtomicLong localAccounts = new AtomicLong();
    private final AtomicLongArray rarelyUsed = new AtomicLongArray(COUNTERS);
    private final AtomicBoolean ticking = new AtomicBoolean();
    private volatile boolean closed;

    /** Steps that were bound here to a reservation that is closed, and since then to one in the shared store. */
    private final Set<StepId> moved = ConcurrentHashMap.newKeySet();

    BlockNode(
            StoreAdapter shared,
            StoreAdapter local,
            PoolTimer timer,
            BlockConfig config,
            BlockFigures figures,
            SettlementLog settlements) {
        this.shared = shared;
        this.local = local;
        this.timer = timer;
        this.config = config;
        this.figures = figures;
        this.settlements = settlements;
        this.matcher = config.matcher();
    }

    StoreAdapter shared() {
        return shared;
    }

    StoreAdapter local() {
        return local;
    }

    PoolTimer timer() {
        return timer;
    }

    BlockConfig config() {
        return config;
    }

    BlockFigures figures() {
        return figures;
    }

    LocalAnswers answers() {
        return answers;
    }

    SettlementLog log() {
        return settlements;
    }

    // ---- reserves

    /** The block of a path, or what may become one; null if it is used too rarely, or not by amount. */
    @Nullable
    PathBlock blockFor(AccountPath path) {
        PathBlock known = blocks.get(path);
        if (known != null || closed) {
            return known;
        }
        return isOftenUsed(path) ? blocks.computeIfAbsent(path, this::watched) : null;
    }

    @Nullable
    PathBlock knownBlock(AccountPath path) {
        return blocks.get(path);
    }

    private PathBlock watched(AccountPath path) {
        boolean eligible = !path.accounts().isEmpty()
                && !SharedPools.isNotice(path)
                && path.accounts().stream().anyMatch(matcher);
        PathBlock made = new PathBlock(this, path, eligible);
        if (ticking.compareAndSet(false, true)) {
            timer.schedule(this::tick, TICK_NANOS);
        }
        return made;
    }

    /** Whether a path was asked for a quarter as often within this second as one that gets a block. Paths share counters. */
    private boolean isOftenUsed(AccountPath path) {
        int place = (path.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - 12);
        long second = TimeUnit.NANOSECONDS.toSeconds(timer.nanoTime()) << COUNT_BITS;
        long count = rarelyUsed.accumulateAndGet(
                place,
                second,
                (before, now) -> (before & ~COUNT_MASK) == now ? Math.min(before + 1, now | COUNT_MASK) : now | 1);
        return (count & COUNT_MASK) >= Math.max(1, config.reservesPerSecond() / 4);
    }

    /** What the local store answers to a command on its own account. */
    ReserveOutcome reserveLocally(ReserveCommand command) {
        ReserveOutcome outcome = local.creditStore().reserve(command);
        if (outcome instanceof ReserveOutcome.Reserved) {
            figures.local.increment();
            if (command.stepId() != null && !moved.isEmpty()) {
                moved.remove(new StepId(command.id().tenant(), command.stepId()));
            }
        }
        return outcome;
    }

    /** Gives up what was just reserved. */
    void undo(ReservationId id) {
        figures.fenced.increment();
        local.creditStore().release(new ReleaseCommand(id, OperationId.RELEASE));
    }

    /** Asks the shared store. */
    ReserveOutcome straight(ReserveCommand command) {
        figures.straight.increment();
        String stepId = command.stepId();
        if (stepId == null || answers.isEmpty()) {
            return shared.creditStore().reserve(command);
        }
        StepId step = new StepId(command.id().tenant(), stepId);
        Optional<ReservationSnapshot> holder = local.creditStore().find(step);
        if (holder.isPresent() && holder.get().isOpen()) {
            return new Refusal.StepTaken(step, holder.get().header().id());
        }
        ReserveOutcome outcome = shared.creditStore().reserve(command);
        if (holder.isPresent() && outcome instanceof ReserveOutcome.Reserved) {
            moved.add(step);
        }
        return outcome;
    }

    /** Binds a step to a reservation of the shared store. */
    BindOutcome bindStraight(ReservationId reservation, StepId step) {
        if (answers.isEmpty()) {
            return shared.creditStore().bindStep(reservation, step);
        }
        Optional<ReservationSnapshot> holder = local.creditStore().find(step);
        if (holder.isPresent() && holder.get().isOpen()) {
            return new Refusal.StepTaken(step, holder.get().header().id());
        }
        BindOutcome outcome = shared.creditStore().bindStep(reservation, step);
        if (holder.isPresent() && !(outcome instanceof Refusal)) {
            moved.add(step);
        }
        return outcome;
    }

    /** Whether a step that the local store may know is of a reservation in the shared store. */
    boolean isMoved(StepId step) {
        return !moved.isEmpty() && moved.contains(step);
    }

    // ---- steering

    /** The local account of a path; the same for as long as it is not used up. */
    LocalBudget budgetOf(AccountPath path) {
        return budgets.compute(path, (same, known) -> known != null && !known.isWornOut() ? known : newBudget(same));
    }

    private LocalBudget newBudget(AccountPath path) {
        AccountId account = new AccountId(
                path.accounts().get(0).tenant(),
                AccountId.Kind.POOL,
                SharedPools.BLOCK_PREFIX + localAccounts.incrementAndGet());
        LocalBudget made = new LocalBudget(local, account);
        answers.register(account, path);
        return made;
    }

    /** Has a block look after itself soon. */
    void wake(PathBlock block) {
        if (block.isToWake()) {
            timer.run(() -> step(block));
        }
    }

    private void tick() {
        if (closed) {
            return;
        }
        for (PathBlock block : blocks.values()) {
            timer.run(() -> step(block));
        }
        if (blocks.isEmpty()) {
            ticking.set(false);
            if (blocks.isEmpty() || !ticking.compareAndSet(false, true)) {
                return;
            }
        }
        timer.schedule(this::tick, TICK_NANOS);
    }

    private void step(PathBlock block) {
        if (closed) {
            return;
        }
        try {
            block.step();
            if (block.isIdle()) {
                blocks.remove(block.path(), block);
            }
        } catch (RuntimeException e) {
            // Its lease ends by itself; other blocks go on.
            log.error("the block on {} failed", block.path(), e);
        }
    }

    /** How many blocks this node holds now. */
    int held() {
        return (int) blocks.values().stream().filter(PathBlock::isHeld).count();
    }

    /** How many open reservations of both stores are this node's own, and no caller's. */
    long ownReservations() {
        return (long) held() + answers.size();
    }

    /** Ends what is open here as the end of its lease would, and gives all blocks back. */
    void close() {
        closed = true;
        List<ReservationId> left = new ArrayList<>();
        budgets.keySet().stream()
                .map(path -> path.accounts().get(0).tenant())
                .distinct()
                .forEach(tenant -> local.bookInspection().openReservations(tenant, each -> {
                    if (!SharedPools.isBlock(each.header().id())) {
                        left.add(each.header().id());
                    }
                }));
        try {
            left.forEach(id -> local.creditStore().release(new ReleaseCommand(id, OperationId.RELEASE)));
        } catch (CreditStoreException e) {
            log.warn("{} reservations are open on this node's blocks and end with them", left.size(), e);
        }
        blocks.values().forEach(PathBlock::end);
    }
}
