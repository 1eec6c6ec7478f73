package io.stipend.store.memory;

import io.stipend.core.model.ReservationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some of the reservations of a store. Guarded by its own monitor: every method is called while the caller holds it.
 *
 * <p>Locks are taken in one order: first a stripe, then the accounts of a path. Never two stripes.
 */
final class Stripe {

    private final Map<ReservationId, Reservation> byId = new HashMap<>();
    private final int maxClosed;
    private final Consumer<Reservation> onForget;

    private int open;

    /** Closed reservations, the longest closed first. */
    private @Nullable Reservation firstClosed;

    private @Nullable Reservation lastClosed;
    private int closed;

    /**
     * No open reservation is due before this: a lower bound, which opening keeps and a scan makes exact. While it is
     * right, a sweep need not look at any reservation, so leases cost nothing to renew.
     */
    private long nextDueMillis = Long.MAX_VALUE;

    Stripe(int maxClosed, Consumer<Reservation> onForget) {
        this.maxClosed = maxClosed;
        this.onForget = onForget;
    }

    @Nullable
    Reservation find(ReservationId id) {
        return byId.get(id);
    }

    void addOpen(Reservation reservation) {
        byId.put(reservation.header().id(), reservation);
        open++;
        nextDueMillis = Math.min(nextDueMillis, reservation.expiresAtMillis);
    }

    int open() {
        return open;
    }

    /** An open reservation was closed. */
    void addClosed(Reservation reservation) {
        open--;
        closed++;
        append(reservation);
        while (closed > maxClosed && firstClosed != null) {
            forget(firstClosed);
        }
    }

    /** An expired reservation was settled late: its retention begins anew. */
    void moveToLastClosed(Reservation reservation) {
        unlink(reservation);
        append(reservation);
    }

    /** The open reservations that are due, some of them at most. */
    List<Reservation> due(long nowMillis, int most) {
        if (nowMillis < nextDueMillis) {
            return List.of();
        }
        List<Reservation> due = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (Reservation reservation : byId.values()) {
            if (reservation.isDue(nowMillis) && due.size() < most) {
                due.add(reservation);
            } else if (reservation.isOpen()) {
                next = Math.min(next, reservation.expiresAtMillis);
            }
        }
        nextDueMillis = next;
        return due;
    }

    /** A reservation that was due is still open: the next sweep must look at it again. */
    void stillDue(Reservation reservation) {
        nextDueMillis = Math.min(nextDueMillis, reservation.expiresAtMillis);
    }

    /** Forgets reservations closed at or before a moment; returns how many. */
    int forgetClosedBy(long atMillis, int most) {
        int forgotten = 0;
        while (forgotten < most && firstClosed != null && closedAt(firstClosed) <= atMillis) {
            forget(firstClosed);
            forgotten++;
        }
        return forgotten;
    }

    private static long closedAt(Reservation reservation) {
        var closing = reservation.closing();
        return closing == null ? Long.MAX_VALUE : closing.atMillis();
    }

    private void forget(Reservation reservation) {
        unlink(reservation);
        closed--;
        byId.remove(reservation.header().id());
        onForget.accept(reservation);
    }

    private void append(Reservation reservation) {
        reservation.closedBefore = lastClosed;
        reservation.closedAfter = null;
        if (lastClosed == null) {
            firstClosed = reservation;
        } else {
            lastClosed.closedAfter = reservation;
        }
        lastClosed = reservation;
    }

    private void unlink(Reservation reservation) {
        Reservation before = reservation.closedBefore;
        Reservation after = reservation.closedAfter;
        if (before == null) {
            firstClosed = after;
        } else {
            before.closedAfter = after;
        }
        if (after == null) {
            lastClosed = before;
        } else {
            after.closedBefore = before;
        }
        // A forgotten reservation must not keep its younger neighbours from being collected.
        reservation.closedBefore = null;
        reservation.closedAfter = null;
    }
}
