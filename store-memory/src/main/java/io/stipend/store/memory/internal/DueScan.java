package io.stipend.store.memory.internal;

import io.stipend.store.support.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the reservations of a table that are due, a slice of the table at a time, so that whoever waits for its stripe's
 * monitor waits for a slice and not for the table. Guarded by that monitor, but for {@link #mayBeDue}.
 *
 * <p>A lap goes from the table's last slot down. A reservation that another one's removal moves is moved down, so the lap
 * still meets it. Only one that was put past the table's end, into the first slots, may move up: a lap notes first when
 * those are due.
 */
final class DueScan {

    private static final int SLICE = 1024;

    private final ReservationTable open;

    /**
     * No open reservation is due before this: a lower bound, which opening keeps and a lap makes exact. While it is
     * right, a sweep need not look at any reservation, so leases cost nothing to renew.
     */
    private volatile long nextDueMillis = Long.MAX_VALUE;

    /** The slots from here on have been looked at in this lap; 0 between laps. */
    private int end;

    /** The table's capacity when the lap began: a table that grows begins a lap anew. */
    private int capacity;

    /** The same bound for the reservations that the lap has met. */
    private long lapDueMillis;

    /** No open reservation is due after this: an upper bound, which a look at all makes exact. */
    private long latestMillis;

    DueScan(ReservationTable open) {
        this.open = open;
    }

    /** A reservation is open, or its lease was renewed: a sweep must look at it when it is due. */
    void watch(Reservation reservation) {
        if (reservation.expiresAtMillis < nextDueMillis) {
            nextDueMillis = reservation.expiresAtMillis;
        }
        lapDueMillis = Math.min(lapDueMillis, reservation.expiresAtMillis);
        latestMillis = Math.max(latestMillis, reservation.expiresAtMillis);
    }

    /** Whether a sweep will look at an open reservation when it is due. */
    boolean isWatched(Reservation reservation) {
        return reservation.expiresAtMillis >= nextDueMillis;
    }

    /** Whether a reservation may be due. Anyone may ask: if one is, this is true until it is closed. */
    boolean mayBeDue(long nowMillis) {
        return nowMillis >= nextDueMillis;
    }

    /**
     * The reservations that are due in the next slice, some at most. The caller closes them, and then {@linkplain #endSlice
     * says so}; one that stays open it must {@link #watch} again.
     */
    List<Reservation> nextDue(long nowMillis, int limit) {
        if (end == 0 || capacity != open.capacity()) {
            beginLap();
        }
        List<Reservation> due = new ArrayList<>();
        int stop = Math.max(0, end - SLICE);
        while (end > stop && due.size() < limit) {
            Reservation reservation = open.at(--end);
            if (reservation != null && reservation.isDue(nowMillis)) {
                due.add(reservation);
            } else if (reservation != null) {
                lapDueMillis = Math.min(lapDueMillis, reservation.expiresAtMillis);
            }
        }
        return due;
    }

    /** The due ones of the slice are closed: where it was the last of its lap, it is now known when the next one is due. */
    void endSlice() {
        if (end == 0) {
            nextDueMillis = lapDueMillis;
        }
    }

    /** Shortens leases that only a clock which was ahead can have given: none is that long. */
    void shortenLeases(long nowMillis) {
        if (latestMillis > nowMillis + Leases.MAX_MILLIS) {
            latestMillis = 0;
            lookAtAll(reservation -> {
                reservation.expiresAtMillis = Leases.corrected(
                        reservation.expiresAtMillis,
                        nowMillis,
                        reservation.opened.request().leaseMillis());
                watch(reservation);
            });
        }
    }

    /** Shows all reservations, and finds out when the next of them is due; returns how many there are. */
    int lookAtAll(Consumer<Reservation> action) {
        long[] earliest = {Long.MAX_VALUE};
        open.forEach(reservation -> {
            action.accept(reservation);
            earliest[0] = Math.min(earliest[0], reservation.expiresAtMillis);
        });
        nextDueMillis = earliest[0];
        return open.size();
    }

    private void beginLap() {
        capacity = open.capacity();
        end = capacity;
        lapDueMillis = Long.MAX_VALUE;
        Reservation first = open.at(0);
        for (int slot = 0; first != null; first = open.at(++slot)) {
            if (open.isPastEnd(slot)) {
                lapDueMillis = Math.min(lapDueMillis, first.expiresAtMillis);
            }
        }
    }
}
