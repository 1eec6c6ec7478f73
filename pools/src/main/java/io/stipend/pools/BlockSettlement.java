package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node's block on one path ends, and what was used of it is booked: it is settled, another takes its place, or the store says that it
 * is no more.
 *
 * <p>What always holds: what was used is booked once, however the block ended. What it was settled with is booked with it; if the store
 * closed it by itself, the rest is left to a bill. Nobody reserves from a block from before the call that ends it is sent.
 *
 * <p>For the thread that has the steering lock of the {@link PathBlock}. What calls the store blocks like it, and throws {@code
 * CreditStoreException} if there is no answer; what follows is done when there is one.
 */
final class BlockSettlement {

    private static final Logger log = LoggerFactory.getLogger(BlockSettlement.class);

    private final BlockState state;
    private final CreditStore shared;
    private final SettlementLog settlements;
    private final BlockFigures figures;
    private final PoolTimer timer;

    /** The block whose place the one that is held took; null if that one was leased. */
    private @Nullable HeldBlock former;

    BlockSettlement(BlockNode node, BlockState state) {
        this.state = state;
        this.shared = node.shared().creditStore();
        this.settlements = node.log();
        this.figures = node.figures();
        this.timer = node.timer();
    }

    /** The next block takes over all that was not reported as used of this one, and this one is settled. To be called after a report. */
    void succeed() {
        HeldBlock block = state.ledger().block();
        ReservationId next = state.commands().newId();
        long bornNanos = timer.nanoTime();
        SplitCommand command = state.commands().succession(block, next);
        settlements.opened(
                state.path(),
                state.terms().latest(),
                next,
                state.ledger().booked().plus(block.reported()));
        state.calls().send(() -> shared.split(command), outcome -> {
            if (outcome instanceof SplitOutcome.Split) {
                state.ledger().succeed(HeldBlock.of(next, block.idle(), bornNanos));
                state.fence().renewed(state.calls().sentAtNanos());
                former = block;
                settleFormer(block);
            } else if (outcome instanceof Refusal refusal) {
                lost(refusal);
            }
        });
    }

    private void settleFormer(HeldBlock block) {
        SettleCommand command = state.commands().settlement(block.id(), block.reported());
        // Whatever closed it has booked what was reported.
        state.calls()
                .send(
                        () -> shared.settle(command),
                        outcome ->
                                settlements.booked(state.path(), state.ledger().booked()));
    }

    /** Ends the block if nothing is open here. */
    void close() {
        state.fence().shut();
        LocalBudget local = state.ledger().local();
        ResourceVector idle = local.shrinkAll();
        if (local.use().open().isZero()) {
            settle();
        } else if (!state.policy().isEnding()) {
            // It has to hold what is in use until that is settled.
            local.grow(idle);
            state.fence().open();
        }
    }

    /** Books what was used and is not booked yet, as the final figures of the block. */
    private void settle() {
        ResourceVector used = settlements
                .count(state.path(), state.ledger()::spent)
                .excessOver(state.ledger().booked());
        SettleCommand command =
                state.commands().settlement(state.ledger().block().id(), used);
        state.calls().send(() -> shared.settle(command), outcome -> {
            if (outcome instanceof CloseOutcome.Closed) {
                ended(used);
            } else if (outcome instanceof Refusal.AlreadyClosed closed) {
                // Somebody else closed it: what it was closed with is booked, and what is missing is billed.
                ended(closed.closing().charged().atMost(used));
            } else {
                // The store does not know it any more; what was used is billed.
                ended(ResourceVector.ZERO);
            }
        });
    }

    private void ended(ResourceVector settled) {
        state.fence().shut();
        former = null;
        state.ledger().end(settled);
        state.policy().ended();
        settlements.booked(state.path(), state.ledger().booked());
    }

    /** The store says that the block is no more. */
    void lost(Refusal refusal) {
        state.fence().shut();
        figures.lost.increment();
        log.warn("the block on {} is gone: {}; what was used of it is booked late", state.path(), refusal.kind());
        state.policy().denied(timer.nanoTime());
        state.ledger().local().shrinkAll();
        if (!(refusal instanceof Refusal.AlreadyClosed closed)) {
            forgotten();
        } else if (closed.closing().kind() == CloseKind.EXPIRED) {
            settle();
        } else {
            ended(closed.closing().charged().atMost(state.ledger().unbooked()));
        }
    }

    /** The store has lost calls that it had answered. If the succession is among them, it may not have what the former block reported last. */
    private void forgotten() {
        HeldBlock before = former;
        ended(ResourceVector.ZERO);
        if (before != null) {
            settleFormer(before);
        }
    }

    /** Charges what was used of a block that is gone, and was not booked with it. */
    void bill() {
        ReservationId id = state.commands().newId();
        ResourceVector used = settlements
                .count(state.path(), state.ledger()::spent)
                .excessOver(state.ledger().booked());
        ChargeCommand command = state.commands().bill(id, used);
        settlements.opened(
                state.path(), state.terms().latest(), id, state.ledger().booked());
        state.calls().send(() -> shared.charge(command), outcome -> {
            if (outcome instanceof ChargeOutcome.Charged) {
                ended(used);
            }
        });
    }
}
