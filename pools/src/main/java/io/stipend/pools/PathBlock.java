package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's block on one path, or what may become one: what callers and the node's timer meet. Callers reserve from it, and one thread at a
 * time steers it.
 *
 * <p>{@link #reserve} reads what is volatile in {@link BlockFence}, {@link BlockLedger} and {@link PathTerms}, and takes no lock unless what
 * it needs does not fit. All else happens under one lock, the steering lock, which is taken in this class only and held around calls of the
 * store. It guards the ledger, the {@link BlockPolicy}, the {@link BlockLease} and the {@link StoreCall}.
 *
 * <p>What always holds: a reserve is answered only if the fence was ahead after it was held, and nothing new is sent to the store before what
 * has no answer was sent again. Thread safe.
 */
final class PathBlock {

    private static final Logger log = LoggerFactory.getLogger(PathBlock.class);

    private final BlockNode node;
    private final NodeBlocks blocks;
    private final AccountPath path;
    private final PoolTimer timer;
    private final int reservesPerSecond;

    private final PathTerms terms = new PathTerms();
    private final PathDemand demand;
    private final MissRounds misses;
    private final BlockFence fence;
    private final BlockLedger ledger;
    private final BlockPolicy policy;
    private final AtomicBoolean waking = new AtomicBoolean();

    /** Guards what is steered, also while the store is called. */
    private final ReentrantLock steeringLock = new ReentrantLock();

    private final StoreCall calls;
    private final BlockLease lease;
    private final BlockSettlement settlement;
    private final BlockSteering steering;

    /**
     * Where there is no block yet.
     *
     * @param eligible whether there may be one
     */
    PathBlock(BlockNode node, NodeBlocks blocks, AccountPath path, boolean eligible) {
        this.node = node;
        this.blocks = blocks;
        this.path = path;
        this.timer = node.timer();
        BlockConfig config = node.config();
        this.reservesPerSecond = config.reservesPerSecond();
        this.demand = new PathDemand(timer.nanoTime());
        this.misses = new MissRounds(timer, this::extendFor);
        this.fence = new BlockFence(config);
        this.ledger = new BlockLedger(path, blocks::budgetOf);
        this.policy = new BlockPolicy(timer::nanoTime, config, node.figures(), demand, eligible);
        this.calls = new StoreCall(timer, node.figures());
        BlockState state =
                new BlockState(path, terms, ledger, fence, policy, calls, new BlockCommands(path, terms, config));
        this.settlement = new BlockSettlement(node, state);
        this.lease = new BlockLease(node, state, settlement);
        this.steering = new BlockSteering(node, state, lease, settlement);
    }

    AccountPath path() {
        return path;
    }

    /** Whether there is a block. */
    boolean isHeld() {
        return ledger.isHeld();
    }

    /** Reserves from the block if there is one that has enough; else as the store says. */
    ReserveOutcome reserve(ReserveCommand command) {
        demand.count(command.envelope());
        if (terms.note(command.terms())) {
            refresh();
        }
        if ((!ledger.isHeld() || fence.isPast(timer.nanoTime())) && demand.isSinceUpdate(reservesPerSecond)) {
            blocks.wake(this);
        }
        LocalBudget local = ledger.budget();
        if (!fence.isOpen() || local == null || fence.isPast(timer.nanoTime()) || terms.limitOccupied()) {
            return straight(command);
        }
        ReserveOutcome outcome = node.reserveLocally(local.localized(command));
        if (outcome instanceof ReserveOutcome.Reserved reserved) {
            return admitted(command, reserved);
        }
        return outcome instanceof Insufficient ? missed(command, local) : outcome;
    }

    /** A pause of this thread may have outlasted the lease: then somebody else may have the budget by now. */
    private ReserveOutcome admitted(ReserveCommand command, ReserveOutcome.Reserved reserved) {
        if (!reserved.replayed() && fence.isPast(timer.nanoTime())) {
            node.undo(command.id());
            throw new CreditStoreException(
                    CreditStoreException.Kind.UNAVAILABLE,
                    "the lease of this node's block on " + path
                            + " ended while it reserved; nothing is held, try again");
        }
        return node.answers().reserved(command, reserved);
    }

    private ReserveOutcome missed(ReserveCommand command, LocalBudget local) {
        if (!policy.isBusy()) {
            blocks.wake(this);
            return straight(command);
        }
        for (int round = 0; round < MissRounds.MAX_ROUNDS; round++) {
            Insufficient refusal = misses.await(command.fit());
            if (!fence.isOpen()) {
                return straight(command);
            }
            ReserveOutcome outcome = node.reserveLocally(local.localized(command));
            if (outcome instanceof ReserveOutcome.Reserved reserved) {
                return admitted(command, reserved);
            }
            if (!(outcome instanceof Insufficient)) {
                return outcome;
            }
            if (refusal != null) {
                node.figures().refused.increment();
                return refusal;
            }
        }
        return straight(command);
    }

    /** Asks the store; once more if what it lacks is idle on this node's blocks, which give it back. */
    ReserveOutcome straight(ReserveCommand command) {
        ReserveOutcome outcome = node.straight(command);
        return outcome instanceof Insufficient lack && blocks.giveBack(lack.account(), lack.resource())
                ? node.straight(command)
                : outcome;
    }

    /** Whether some of a resource is idle here. Takes no lock, because at exhaustion every refusal asks. */
    boolean hasIdle(Resource resource) {
        LocalBudget local = ledger.budget();
        return ledger.isHeld() && local != null && local.idle().get(resource) > 0;
    }

    /** Gives back what is idle here; says whether anything was. Blocks like the store. */
    boolean giveBack() {
        steeringLock.lock();
        try {
            calls.settle();
            return ledger.isHeld() && !ledger.idle().isZero() && lease.giveBack(ResourceVector.ZERO);
        } catch (CreditStoreException e) {
            failed(e);
            return false;
        } finally {
            steeringLock.unlock();
        }
    }

    /** Looks whether the accounts are as they were, because somebody here changed one. Blocks like the store. */
    void refresh() {
        steeringLock.lock();
        try {
            calls.settle();
            steering.refresh(timer.nanoTime());
        } catch (CreditStoreException e) {
            failed(e);
        } finally {
            steeringLock.unlock();
        }
    }

    /** Does something while no call for this block is under way, and its amounts stay. */
    <T> T whileSteady(Supplier<T> action) {
        steeringLock.lock();
        try {
            return action.get();
        } finally {
            steeringLock.unlock();
        }
    }

    /** Of the shared books, what this block holds; and what is open and spent here instead. Only while it is steady. */
    BlockLedger ledger() {
        return ledger;
    }

    /** Sees to it that so much more is idle here, as far as there is. Blocks like the store. */
    void makeRoom(ResourceVector amounts) {
        Insufficient unused = extendFor(() -> new MissRounds.Needs(amounts, ResourceVector.ZERO));
    }

    /** What is available on each account of the path, as this node knows it; empty if it does not. */
    List<Balance> balances() {
        LocalBudget local = ledger.budget();
        if (local == null) {
            return List.of();
        }
        ResourceVector idle = local.idle();
        return policy.balances().stream()
                .map(balance -> {
                    Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
                    balance.amounts().forEach((resource, amount) -> amounts.put(resource, amount + idle.get(resource)));
                    return new Balance(balance.account(), amounts);
                })
                .toList();
    }

    private @Nullable Insufficient extendFor(Supplier<MissRounds.Needs> gathered) {
        steeringLock.lock();
        try {
            calls.settle();
            if (!ledger.isHeld() || !fence.isOpen()) {
                return null;
            }
            MissRounds.Needs needs = gathered.get();
            LocalBudget local = ledger.local();
            ResourceVector ahead = policy.isServing() ? policy.ahead() : ResourceVector.ZERO;
            return lease.extend(
                    local.limitedPart(BlockLedger.sum(needs.sum(), ahead)), local.limitedPart(needs.least()), true);
        } catch (CreditStoreException e) {
            failed(e);
            throw e;
        } finally {
            steeringLock.unlock();
        }
    }

    private void failed(CreditStoreException e) {
        node.figures().failures.increment();
        log.debug("a call for the block on {} failed; it will be sent again", path, e);
    }

    /** Members of a pool on the path wait: what is idle here is theirs. */
    void yieldToWaiting() {
        if (!fence.isOpen() || !policy.isServing()) {
            return;
        }
        steeringLock.lock();
        try {
            policy.yieldToWaiting();
        } finally {
            steeringLock.unlock();
        }
    }

    /** Whether this call is the first to ask for a step before one is made. */
    boolean isToWake() {
        return waking.compareAndSet(false, true);
    }

    /** Does what is due. Blocks like the store. Does nothing if somebody else does it already. */
    void step() {
        if (!steeringLock.tryLock()) {
            return;
        }
        try {
            waking.set(false);
            demand.update(timer.nanoTime());
            calls.settle();
            steering.step(timer.nanoTime());
        } catch (CreditStoreException e) {
            failed(e);
        } finally {
            steeringLock.unlock();
        }
    }

    /** Whether nothing is left to do here, so that this may be forgotten. */
    boolean isIdle() {
        if (!steeringLock.tryLock()) {
            return false;
        }
        try {
            return policy.isQuiet(timer.nanoTime()) && !ledger.isHeld() && !calls.isUnanswered() && ledger.isClear();
        } finally {
            steeringLock.unlock();
        }
    }

    /** Gives everything back. What is open here was released before. */
    void end() {
        steeringLock.lock();
        try {
            calls.settle();
            if (ledger.isHeld()) {
                settlement.close();
            }
            if (!ledger.isHeld() && !ledger.unbooked().isZero()) {
                // Of a block that is gone. Nobody bills it later.
                settlement.bill();
            }
        } catch (CreditStoreException e) {
            log.warn("the block on {} is not given back, or not billed; its lease ends by itself", path, e);
        } finally {
            steeringLock.unlock();
        }
    }
}
