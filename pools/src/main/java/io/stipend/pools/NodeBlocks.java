package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.SharedPools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blocks of a node by path, and what has them steered. Of a path that is rarely used, only a count is kept. Thread safe. */
final class NodeBlocks {

    private static final Logger log = LoggerFactory.getLogger(NodeBlocks.class);

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Several paths share one. */
    private static final int COUNTERS = 1 << 12;

    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final BlockNode node;
    private final PoolTimer timer;
    private final int reservesPerSecond;
    private final Predicate<AccountId> matcher;
    private final Map<AccountPath, PathBlock> blocks = new ConcurrentHashMap<>();
    private final Map<AccountPath, LocalBudget> budgets = new ConcurrentHashMap<>();
    private final AtomicLong localAccounts = new AtomicLong();
    private final AtomicLongArray rarelyUsed = new AtomicLongArray(COUNTERS);
    private final AtomicBoolean ticking = new AtomicBoolean();
    private volatile boolean closed;

    NodeBlocks(BlockNode node) {
        this.node = node;
        this.timer = node.timer();
        this.reservesPerSecond = node.config().reservesPerSecond();
        this.matcher = node.config().matcher();
    }

    /** The block of a path, or what may become one; null if it is used too rarely, or not by amount. */
    @Nullable
    PathBlock blockFor(AccountPath path) {
        PathBlock known = blocks.get(path);
        if (known != null || closed) {
            return known;
        }
        return isOftenUsed(path) ? blocks.computeIfAbsent(path, this::watched) : null;
    }

    /** What there is on an account; of a tenant's own, on any of its paths. Looks at all paths of the node. */
    List<PathBlock> on(AccountId account) {
        return blocks.values().stream()
                .filter(block -> isOn(block.path(), account))
                .toList();
    }

    private static boolean isOn(AccountPath path, AccountId account) {
        return account.kind() == AccountId.Kind.TENANT
                ? path.accounts().stream().anyMatch(each -> each.tenant().equals(account.tenant()))
                : path.accounts().contains(account);
    }

    /** Has this node's blocks on an account give back what is idle, if they have some of a resource; says whether any did. Blocks like the store. */
    boolean giveBack(AccountId account, Resource resource) {
        boolean any = false;
        for (PathBlock block : on(account)) {
            any |= block.hasIdle(resource) && block.giveBack();
        }
        return any;
    }

    @Nullable
    PathBlock knownBlock(AccountPath path) {
        return blocks.get(path);
    }

    private PathBlock watched(AccountPath path) {
        boolean eligible = !path.accounts().isEmpty()
                && !SharedPools.isNotice(path)
                && path.accounts().stream().anyMatch(matcher);
        PathBlock made = new PathBlock(node, this, path, eligible);
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
        return (count & COUNT_MASK) >= Math.max(1, reservesPerSecond / 4);
    }

    /** The local account of a path; the same for as long as it is not used up. */
    LocalBudget budgetOf(AccountPath path) {
        return budgets.compute(path, (same, known) -> known != null && !known.isWornOut() ? known : newBudget(same));
    }

    private LocalBudget newBudget(AccountPath path) {
        AccountId account = new AccountId(
                path.accounts().get(0).tenant(),
                AccountId.Kind.POOL,
                SharedPools.BLOCK_PREFIX + localAccounts.incrementAndGet());
        LocalBudget made = new LocalBudget(node.local(), account);
        node.answers().register(account, path);
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
                node.log().forgotten(block.path());
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
        return (long) held() + node.answers().size();
    }

    /** Ends what is open here as the end of its lease would, and gives all blocks back. */
    void close() {
        closed = true;
        List<ReservationId> left = new ArrayList<>();
        budgets.keySet().stream()
                .map(path -> path.accounts().get(0).tenant())
                .distinct()
                .forEach(tenant -> node.local().bookInspection().openReservations(tenant, each -> {
                    if (!SharedPools.isBlock(each.header().id())) {
                        left.add(each.header().id());
                    }
                }));
        try {
            left.forEach(id -> node.local().creditStore().release(new ReleaseCommand(id, OperationId.RELEASE)));
        } catch (CreditStoreException e) {
            log.warn("{} reservations are open on this node's blocks and end with them", left.size(), e);
        }
        blocks.values().forEach(PathBlock::end);
    }
}
