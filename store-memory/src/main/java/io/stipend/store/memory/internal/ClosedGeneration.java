package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closed reservations of about the same age, in the order in which they were closed. Guarded by its stripe's monitor. */
final class ClosedGeneration {

    private final ReservationTable table = new ReservationTable();
    private @Nullable Reservation first;
    private @Nullable Reservation last;

    @Nullable
    Reservation find(ReservationId id, int hash) {
        return table.find(id, hash);
    }

    int size() {
        return table.size();
    }

    /** The one that has been closed the longest. */
    @Nullable
    Reservation first() {
        return first;
    }

    /** The one that was closed last. */
    @Nullable
    Reservation last() {
        return last;
    }

    void forEach(Consumer<Reservation> action) {
        for (Reservation each = first; each != null; each = each.closedAfter) {
            action.accept(each);
        }
    }

    void add(Reservation reservation) {
        table.add(reservation);
        reservation.closedBefore = last;
        if (last == null) {
            first = reservation;
        } else {
            last.closedAfter = reservation;
        }
        last = reservation;
    }

    /** Drops all of them. */
    void clear() {
        table.clear();
        first = null;
        last = null;
    }

    /** Removes a reservation if it is here. */
    boolean remove(Reservation reservation) {
        if (!table.remove(reservation)) {
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
