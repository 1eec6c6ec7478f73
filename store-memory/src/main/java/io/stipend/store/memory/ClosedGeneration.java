package io.stipend.store.memory;

import io.stipend.core.model.ReservationId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Closed reservations of about the same age, in the order in which they were closed. Guarded by its stripe's monitor. */
final class ClosedGeneration {

    private final Map<ReservationId, Reservation> byId = new HashMap<>();
    private @Nullable Reservation first;
    private @Nullable Reservation last;

    @Nullable
    Reservation find(ReservationId id) {
        return byId.get(id);
    }

    int size() {
        return byId.size();
    }

    /** The one that has been closed the longest. */
    @Nullable
    Reservation first() {
        return first;
    }

    void add(Reservation reservation) {
        byId.put(reservation.header().id(), reservation);
        reservation.closedBefore = last;
        if (last == null) {
            first = reservation;
        } else {
            last.closedAfter = reservation;
        }
        last = reservation;
    }

    /** Removes a reservation if it is here. */
    boolean remove(Reservation reservation) {
        if (!byId.remove(reservation.header().id(), reservation)) {
            return false;
        }
        Reservation before = reservation.closedBefore;
        Reservation after = reservation.closedAfter;
        if (before == null) {
            first = after;
        } else {
            before.closedAfter = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.closedBefore = before;
        }
        reservation.closedBefore = null;
        reservation.closedAfter = null;
        return true;
    }
}
