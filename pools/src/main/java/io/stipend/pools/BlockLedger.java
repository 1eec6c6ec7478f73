package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.check.Checks;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The amounts of a node's block on one path: what the store holds for it, what of that is granted to the {@link LocalBudget}, what was used
 * here, and what of that is booked.
 *
 * <p>What always holds:
 *
 * <ul>
 *   <li>At most {@code booked + held} is granted: what earlier blocks were settled with, and what the store has answered that this one holds.
 *   <li>All that is spent here is booked once: {@code booked} with earlier blocks, the rest with this one or, if it is lost, in a bill.
 * </ul>
 *
 * <p>For the thread that has the steering lock of the {@link PathBlock}, other than {@link #budget} and {@link #isHeld}, which any thread may
 * ask.
 */
final class BlockLedger {

    private final AccountPath path;
    private final Function<AccountPath, LocalBudget> budgets;

    /** Written under the steering lock, read by any thread. Once there is one, it stays. */
    private volatile @Nullable LocalBudget budget;

    /** Written under the steering lock, read by any thread. */
    private volatile @Nullable HeldBlock block;

    /** Guarded by the steering lock. */
    private ResourceVector booked = ResourceVector.ZERO;

    /** Where nothing was ever granted. */
    BlockLedger(AccountPath path, Function<AccountPath, LocalBudget> budgets) {
        this.path = path;
        this.budgets = budgets;
    }

    /** What callers reserve from; null until the first block is formed. */
    @Nullable
    LocalBudget budget() {
        return budget;
    }

    /** Whether there is a block. */
    boolean isHeld() {
        return block != null;
    }

    /** The budget, which is opened if there is none yet. What was spent of it by then was booked for somebody before. */
    LocalBudget opened() {
        LocalBudget local = budget;
        if (local == null) {
            local = budgets.apply(path);
            booked = local.use().spent();
            budget = local;
        }
        return local;
    }

    /** The budget, where there is one. */
    LocalBudget local() {
        LocalBudget local = budget;
        if (local == null) {
            throw new IllegalStateException("nothing is granted on " + path);
        }
        return local;
    }

    /** The block, where there is one. */
    HeldBlock block() {
        HeldBlock held = block;
        if (held == null) {
            throw new IllegalStateException("there is no block on " + path);
        }
        return held;
    }

    /** The store has answered that this is the block. */
    void hold(HeldBlock answered) {
        block = answered;
    }

    /** Lets callers reserve all that the block holds. */
    void grant() {
        local().grant(covered());
    }

    /** Says which resources the accounts limit; of those, callers reserve what is granted. */
    void limit(Set<Resource> resources) {
        if (block != null) {
            local().limit(resources);
        }
    }

    private ResourceVector covered() {
        return sum(booked, block().held());
    }

    /** What of the block nobody uses, of what is granted by amount. */
    ResourceVector idle() {
        return local().limitedPart(covered().excessOver(local().use().total()));
    }

    /** What is short because open reservations were not covered when a resource became limited, or in an overrun. */
    ResourceVector deficit() {
        return local().limitedPart(local().use().total().excessOver(covered()));
    }

    /** All that was ever spent here. */
    ResourceVector spent() {
        LocalBudget local = budget;
        return local == null ? ResourceVector.ZERO : local.use().spent();
    }

    /** What was spent here and is not booked yet. */
    ResourceVector unbooked() {
        LocalBudget local = budget;
        return local == null ? ResourceVector.ZERO : local.use().spent().excessOver(booked);
    }

    /**
     * What this node has of the shared books.
     *
     * @param held held by the block there
     * @param open held by callers' reservations here
     * @param unbooked spent here and not booked there
     */
    record Share(ResourceVector held, ResourceVector open, ResourceVector unbooked) {}

    /** What this node has of the shared books now. */
    Share share() {
        LocalBudget local = budget;
        HeldBlock held = block;
        if (local == null) {
            return new Share(ResourceVector.ZERO, ResourceVector.ZERO, ResourceVector.ZERO);
        }
        LocalBudget.Use use = local.use();
        return new Share(
                held == null ? ResourceVector.ZERO : held.held(),
                use.open(),
                use.spent().excessOver(booked));
    }

    /** What was spent of the block since the last report. */
    ResourceVector unreported() {
        HeldBlock held = block;
        return held == null ? ResourceVector.ZERO : unbooked().excessOver(held.reported());
    }

    /** Whether all that was spent here is booked, and nothing is open. */
    boolean isClear() {
        LocalBudget local = budget;
        return local == null || (unbooked().isZero() && local.use().open().isZero());
    }

    /** What was booked, with this block and before. */
    ResourceVector booked() {
        return booked;
    }

    /** The block is no more; it was settled with so much. */
    void end(ResourceVector settled) {
        booked = booked.plus(settled);
        block = null;
    }

    /** The block is another one now; the former will be settled with what it reported. */
    void succeed(HeldBlock next) {
        booked = booked.plus(block().reported());
        block = next;
    }

    /** The sum, resource by resource; the largest amount if it would be more. */
    static ResourceVector sum(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(resource -> Math.min(one.get(resource) + other.get(resource), Checks.MAX_AMOUNT));
    }
}
