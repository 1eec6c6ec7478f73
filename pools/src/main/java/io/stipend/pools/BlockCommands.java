package io.stipend.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.TrackCommand;
import java.util.List;
import java.util.Map;

/**
 * What a node asks of the shared store for its block on one path, as commands. Each names what it does by an id of its own, so that the very
 * same command may be sent any number of times, and does it once. Thread safe: it keeps nothing but the path and its terms.
 */
final class BlockCommands {

    /** The fingerprint of all bills: one that is sent again after a crash, when more is known to be missing, is the same bill. */
    private static final long BILL = 1;

    private final AccountPath path;
    private final PathTerms terms;
    private final String node;
    private final long leaseMillis;

    BlockCommands(AccountPath path, PathTerms terms, BlockConfig config) {
        this.path = path;
        this.terms = terms;
        this.node = config.node();
        this.leaseMillis = config.lease().toMillis();
    }

    /** An id for the next block, or for a bill. */
    ReservationId newId() {
        return SharedPools.newBlock(path.accounts().get(0).tenant(), node);
    }

    /** Leases a block that holds so much. */
    ReserveCommand form(ReservationId id, ResourceVector held) {
        return new ReserveCommand(id, path, terms.latest(), held, leaseMillis, null, null, Map.of());
    }

    /**
     * Reports what was used of a block, and renews its lease.
     *
     * @param used all that was used since the block was formed
     */
    TrackCommand report(HeldBlock block, ResourceVector used) {
        // Of compute time, reports keep the largest; the rest they add up.
        ResourceUsage usage = usage(used.excessOver(block.reported()), used.computeTime());
        return new TrackCommand(block.id(), OperationId.of("report-" + (block.reports() + 1)), usage, true);
    }

    /** Makes what a block holds more or less, and has it follow the terms. */
    ExtendCommand change(ReservationId id, HoldChange change) {
        return new ExtendCommand(
                id,
                OperationId.unique(),
                ExtendCommand.fingerprint(change, 0),
                change,
                0,
                Limits.NONE,
                new PathPolicy(path, terms.latest(), List.of()),
                true);
    }

    /** Hands what a block holds and did not report as used to the next one. */
    SplitCommand succession(HeldBlock block, ReservationId next) {
        return new SplitCommand(block.id(), next, block.idle(), leaseMillis, null, Map.of());
    }

    /** Books what was used of a block, which is the end of it. */
    SettleCommand settlement(ReservationId id, ResourceVector used) {
        return new SettleCommand(id, OperationId.SETTLE, usage(used, used.computeTime()), OverrunPolicy.CHARGE);
    }

    /** Charges what was used of a block that is gone, and was not booked with it. */
    ChargeCommand bill(ReservationId id, ResourceVector used) {
        return new ChargeCommand(id, BILL, path, terms.latest(), used, OverrunPolicy.CHARGE, null, Map.of());
    }

    private static ResourceUsage usage(ResourceVector used, long computeMillis) {
        return ResourceUsage.builder()
                .creditUnits(used.credits())
                .tokens(used.tokens())
                .apiCalls(used.apiCalls())
                .computeMillis(computeMillis)
                .build();
    }
}
