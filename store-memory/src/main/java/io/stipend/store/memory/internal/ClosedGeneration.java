package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closed reservations of about the same age. Guarded by its stripe's monitor. */
final class ClosedGeneration {

    private final ReservationTable table = new ReservationTable();

    /** None has an earlier time than the one before it. */
    private final Chain inOrder = new Chain();

    /** Those after which one was closed that has an earlier time: the clock was ahead. */
    private final Chain ahead = new Chain();

    private long latestMillis = Long.MIN_VALUE;

    @Nullable
    Reservation find(ReservationId id, int hash) {
        return table.find(id, hash);
    }

    int size() {
        return table.size();
    }

    /** No time is later than this. */
    long latestMillis() {
        return latestMillis;
    }

    void forEach(Consumer<Reservation> action) {
        inOrder.forEach(action);
        ahead.forEach(action);
    }

    /** Those that were closed by a time, some at most. */
    List<Reservation> closedBy(long atMillis, int limit) {
        List<Reservation> found = new ArrayList<>();
        Reservation next = inOrder.first;
        while (next != null && found.size() < limit && next.closedAtMillis() <= atMillis) {
            found.add(next);
            next = next.closedAfter;
        }
        for (next = ahead.first; next != null && found.size() < limit; next = next.closedAfter) {
            if (next.closedAtMillis() <= atMillis) {
                found.add(next);
            }
        }
        return found;
    }

    void add(Reservation reservation) {
        long atMillis = reservation.closedAtMillis();
        for (Reservation last = inOrder.last; last != null && last.closedAtMillis() > atMillis; last = inOrder.last) {
            inOrder.remove(last);
            ahead.add(last);
        }
        table.add(reservation);
        inOrder.add(reservation);
        latestMillis = Math.max(latestMillis, atMillis);
    }

    /** Drops all of them. */
    void clear() {
        table.clear();
        inOrder.clear();
        ahead.clear();
        latestMillis = Long.MIN_VALUE;
    }

    /** Removes a reservation if it is here. */
    boolean remove(Reservation reservation) {
        if (!table.remove(reservation)) {
            return false;
        }
        (ahead.endsWith(reservation) ? ahead : inOrder).remove(reservation);
        return true;
    }

    /** A list whose links are the reservations' own. */
    private static final class Chain {

        private @Nullable Reservation first;
        private @Nullable Reservation last;

        void forEach(Consumer<Reservation> action) {
            for (Reservation each = first; each != null; each = each.closedAfter) {
                action.accept(each);
            }
        }

        void add(Reservation reservation) {
            reservation.closedBefore = last;
            if (last == null) {
                first = reservation;
            } else {
                last.closedAfter = reservation;
            }
            last = reservation;
        }

        void clear() {
            first = null;
            last = null;
        }

        /** Whether a reservation is at one of the ends. One that is at no chain's end can be removed from any. */
        @SuppressWarnings("ReferenceEquality")
        boolean endsWith(Reservation reservation) {
            return reservation == first || reservation == last;
        }

        void remove(Reservation reservation) {
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
        }
    }
}
