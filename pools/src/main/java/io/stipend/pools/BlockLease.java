package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node's lease of its block on one path: the calls to the shared store that form it, renew it, and make what it holds more or less, and
 * what follows from the answers. How a block ends is in {@link BlockSettlement}.
 *
 * <p>What always holds: budget is granted to callers after the store has answered that it is held, and taken from them before the store is
 * told to take it back.
 *
 * <p>For the thread that has the steering lock of the {@link PathBlock}, which guards all fields. What calls the store blocks like it, and
 * throws {@code CreditStoreException} if there is no answer; what follows is done when there is one.
 */
final class BlockLease {

    private final BlockState state;
    private final CreditStore shared;
    private final SettlementLog settlements;
    private final BlockFigures figures;
    private final PoolTimer timer;
    private final BlockSettlement settlement;

    private long reportedAtNanos;
    private long extendedAtNanos;

    /** The store's clock at a moment of ours. */
    private long storeMillis;

    private long storeMillisAtNanos;

    BlockLease(BlockNode node, BlockState state, BlockSettlement settlement) {
        this.state = state;
        this.shared = node.shared().creditStore();
        this.settlements = node.log();
        this.figures = node.figures();
        this.timer = node.timer();
        this.settlement = settlement;
    }

    /** When a report was last sent, or the block was formed. */
    long reportedAtNanos() {
        return reportedAtNanos;
    }

    /** When an extension was last sent, or the block was formed. */
    long extendedAtNanos() {
        return extendedAtNanos;
    }

    /** The store's clock, as far as it is known here. */
    long storeMillisAt(long now) {
        return storeMillis + TimeUnit.NANOSECONDS.toMillis(now - storeMillisAtNanos);
    }

    /**
     * Leases a block.
     *
     * @param wanted what it is to hold beyond what is open here
     * @param ahead whether it is to serve ahead of demand
     */
    void form(ResourceVector wanted, boolean ahead) {
        LocalBudget local = state.ledger().opened();
        local.limit(state.policy().limited());
        // What is still open here from a block that was lost needs room, too.
        ResourceVector envelope =
                local.limitedPart(BlockLedger.sum(wanted, local.use().open()));
        ReservationId id = state.commands().newId();
        ReserveCommand command = state.commands().form(id, envelope);
        settlements.opened(
                state.path(), state.terms().latest(), id, state.ledger().booked());
        state.calls().send(() -> shared.reserve(command), outcome -> formed(id, outcome, ahead));
    }

    private void formed(ReservationId id, ReserveOutcome outcome, boolean ahead) {
        if (!(outcome instanceof ReserveOutcome.Reserved reserved)) {
            state.policy().denied(timer.nanoTime());
            settlements.booked(state.path(), state.ledger().booked());
            return;
        }
        figures.formed.increment();
        state.ledger()
                .hold(HeldBlock.of(
                        id, reserved.entry().request().envelope(), state.calls().sentAtNanos()));
        state.policy().formed(ahead);
        reportedAtNanos = state.calls().sentAtNanos();
        extendedAtNanos = reportedAtNanos;
        storeSaid(reserved.entry().atMillis());
        state.fence().renewed(state.calls().sentAtNanos());
        state.ledger().grant();
        state.fence().open();
    }

    private void storeSaid(long atMillis) {
        storeMillis = atMillis;
        storeMillisAtNanos = state.calls().sentAtNanos();
    }

    private void observe(List<Balance> balances) {
        if (!balances.isEmpty()) {
            state.policy()
                    .observe(
                            state.calls().sentAtNanos(),
                            balances,
                            state.ledger().block().idle());
            state.ledger().limit(state.policy().limited());
        }
    }

    /** Reports what was used, which renews the lease. */
    void report() {
        HeldBlock block = state.ledger().block();
        ResourceVector used = settlements
                .count(state.path(), state.ledger()::spent)
                .excessOver(state.ledger().booked());
        TrackCommand command = state.commands().report(block, used);
        reportedAtNanos = timer.nanoTime();
        state.calls().send(() -> shared.track(command), outcome -> {
            if (outcome instanceof TrackOutcome.Added added) {
                state.ledger()
                        .hold(block.withReported(
                                added.entry().used(), added.entry().held()));
                if (!added.entry().held().equals(block.held())) {
                    state.ledger().grant();
                }
                storeSaid(added.entry().atMillis());
                state.fence().renewed(state.calls().sentAtNanos());
                observe(added.balances());
                if (state.policy().isOccupiedLimited()) {
                    state.policy().dissolve();
                }
            } else if (outcome instanceof Refusal refusal) {
                settlement.lost(refusal);
            }
        });
    }

    /**
     * Has the block hold more, at once, as the store has it.
     *
     * @param least what is of use, if there is not all of it
     * @param waitedFor whether callers wait for it
     * @return why it is less; null if it is not
     */
    @Nullable
    Insufficient extend(ResourceVector amounts, ResourceVector least, boolean waitedFor) {
        HeldBlock block = state.ledger().block();
        ResourceVector more = BlockLedger.sum(amounts, state.ledger().deficit());
        ExtendCommand command =
                state.commands().change(block.id(), HoldChange.more(more).atLeast(least));
        Insufficient[] lack = new Insufficient[1];
        extendedAtNanos = timer.nanoTime();
        state.calls().send(() -> shared.extend(command), outcome -> {
            if (outcome instanceof ExtendOutcome.Extended extended) {
                state.ledger().hold(block.withHeld(extended.entry().held()));
                observe(extended.balances());
                state.ledger().grant();
                if (!extended.entry().added().equals(more)) {
                    lack[0] = shortage(more.excessOver(extended.entry().added()), extended.balances());
                    state.policy().refused(waitedFor);
                }
            } else if (outcome instanceof Insufficient insufficient) {
                lack[0] = insufficient;
                state.policy().refused(waitedFor);
            } else if (outcome instanceof Frozen) {
                state.policy().frozen();
                settlement.close();
            } else if (outcome instanceof Refusal refusal) {
                settlement.lost(refusal);
            }
        });
        return lack[0];
    }

    /** Where the store granted less than was wanted, it is the account with the least that says so. */
    private static @Nullable Insufficient shortage(ResourceVector missing, List<Balance> balances) {
        for (Balance balance : balances) {
            for (Resource resource : Resource.values()) {
                long lacking = missing.get(resource);
                OptionalLong available = balance.available(resource);
                if (lacking > 0 && available.isPresent() && available.getAsLong() < lacking) {
                    return new Insufficient(balance.account(), resource, lacking, available.getAsLong());
                }
            }
        }
        return null;
    }

    /**
     * Gives back what is idle beyond an amount to keep. Nobody here can reserve it from before it is sent.
     *
     * @return whether anything was
     */
    boolean giveBack(ResourceVector keep) {
        ResourceVector taken =
                state.ledger().local().shrink(state.ledger().idle().excessOver(keep));
        if (taken.isZero()) {
            return false;
        }
        HeldBlock block = state.ledger().block();
        ExtendCommand command = state.commands().change(block.id(), HoldChange.less(taken));
        state.calls().send(() -> shared.extend(command), outcome -> {
            if (outcome instanceof ExtendOutcome.Extended extended) {
                state.ledger().hold(block.withHeld(extended.entry().held()));
                observe(extended.balances());
            } else if (outcome instanceof Refusal refusal) {
                settlement.lost(refusal);
            }
        });
        return true;
    }
}
