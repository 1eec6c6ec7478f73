package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.util.List;

/** Keeps both stores in order. */
final class LeasedUpkeep implements StoreUpkeep {

    private final StoreUpkeep shared;
    private final StoreUpkeep local;
    private final NodeBlocks blocks;

    LeasedUpkeep(BlockNode node, NodeBlocks blocks) {
        this.shared = node.shared().upkeep();
        this.local = node.local().upkeep();
        this.blocks = blocks;
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        ExpiryResult here = local.expireDue(limit);
        ExpiryResult there = shared.expireDue(limit);
        return new ExpiryResult(
                here.expired() + there.expired(),
                here.failed() + there.failed(),
                here.bookedUnits() + there.bookedUnits(),
                here.more() || there.more());
    }

    @Override
    public int prune(Duration retention, int limit) {
        return Math.max(local.prune(retention, limit), shared.prune(retention, limit));
    }

    /** Nobody but the caller knows in which of the two a reservation is, if it does. */
    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        return local.forget(ids, retention) + shared.forget(ids, retention);
    }

    /** This node's blocks, and what keeps its local accounts, are no reservations of callers. */
    @Override
    public long openReservations() {
        return Math.max(0, shared.openReservations() + local.openReservations() - blocks.ownReservations());
    }

    @Override
    public List<StoreFigure> figures() {
        return shared.figures();
    }
}
