package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a store in order, and tells how it is. Not part of any caller's work: the sweeper expires and prunes, whoever
 * watches asks for numbers. Thread safe. May block on I/O, never beyond its own deadline.
 */
public interface StoreUpkeep {

    /**
     * Expires reservations that are due: books what was tracked, or held ({@link OnExpiry}), returns the rest. Several callers, in several
     * processes, may do so at once.
     *
     * @param limit how many to close at most
     */
    ExpiryResult expireDue(int limit);

    /**
     * Forgets reservations whose close is as long ago as the retention, or longer.
     *
     * @param retention how long closed reservations stay readable
     * @param limit how many to forget at most
     * @return how many were forgotten
     */
    int prune(Duration retention, int limit);

    /**
     * Forgets some reservations before {@link #prune} would, with all that it would: those whose close is as long ago as the
     * retention, or longer, and that charged nothing, so that no sum over closed reservations changes. Open ones, those that
     * charged something and unknown ones are passed over; so may be one that somebody else works on, which is left to {@link #prune}.
     *
     * @param ids any number, of any tenants
     * @param retention how long each must have been closed
     * @return how many were forgotten
     */
    int forget(List<ReservationId> ids, Duration retention);

    /** How many reservations are open, over all tenants. May be a little behind. */
    long openReservations();

    /** What the store counts of its own work, for whoever watches it; nothing unless it has something to tell. */
    default List<StoreFigure> figures() {
        return List.of();
    }
}
