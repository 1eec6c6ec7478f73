package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some of the reservations of a store. Guarded by its own monitor: every method is called while the caller holds it.
 *
 * <p>Locks are taken in one order: first a stripe, then the accounts of a path. Never two stripes, but
 * by {@link MemoryInspection}, which takes all of them in order.
 *
 * <p>Closed reservations are kept in two generations. When the younger one is full, the older one is dropped whole:
 * forgetting them one by one would bring each back into the processor's cache just to be thrown away, which used to cost a
 * third of a cycle.
 */
final class Stripe {

    private final ReservationTable open = new ReservationTable();
    private final int maxYoung;
    private final Consumer<Reservation> forgetStep;
    private final JournalShard journal;
    private final ForgottenIds forgottenIds;

    private ClosedGeneration young = new ClosedGeneration();
    private ClosedGeneration old = new ClosedGeneration();

    /** How many closed reservations leave something behind when they are forgotten: a step, or an id to remember. */
    private int closedWithTraces;

    /**
     * No open reservation is due before this: a lower bound, which opening keeps and a scan makes exact. While it is
     * right, a sweep need not look at any reservation, so leases cost nothing to renew.
     */
    private long nextDueMillis = Long.MAX_VALUE;

    /** When the last of those was closed that are forgotten. */
    private long forgottenUpToMillis = Long.MIN_VALUE;

    Stripe(int maxClosed, int maxForgotten, Consumer<Reservation> forgetStep, MemoryJournal journal) {
        this.journal = journal.newLane(this);
        this.maxYoung = Math.max(1, maxClosed / 2);
        this.forgottenIds = new ForgottenIds(Math.max(1, maxForgotten));
        this.forgetStep = forgetStep;
    }

    @Nullable
    Reservation find(ReservationId id, int hash) {
        Reservation found = open.find(id, hash);
        if (found == null) {
            found = young.find(id, hash);
        }
        return found == null ? old.find(id, hash) : found;
    }

    /** Where the entries of these reservations go. */
    JournalShard journal() {
        return journal;
    }

    int openCount() {
        return open.size();
    }

    void addOpen(Reservation reservation) {
        open.add(reservation);
        watch(reservation);
    }

    /** An open reservation was closed. */
    void moveToClosed(Reservation reservation) {
        open.remove(reservation);
        if (leavesTraces(reservation)) {
            closedWithTraces++;
        }
        addYoung(reservation);
    }

    /** An expired reservation was settled late: its retention begins anew. */
    void closedAnew(Reservation reservation) {
        if (young.remove(reservation) || old.remove(reservation)) {
            addYoung(reservation);
        }
    }

    /** The open reservations that are due, some of them at most. */
    List<Reservation> due(long nowMillis, int limit) {
        if (nowMillis < nextDueMillis) {
            return List.of();
        }
        List<Reservation> due = new ArrayList<>();
        nextDueMillis = Long.MAX_VALUE;
        open.forEach(reservation -> {
            if (reservation.isDue(nowMillis) && due.size() < limit) {
                due.add(reservation);
            } else {
                watch(reservation);
            }
        });
        return due;
    }

    /** A reservation stays open: a sweep must look at it when it is due. */
    void watch(Reservation reservation) {
        nextDueMillis = Math.min(nextDueMillis, reservation.expiresAtMillis);
    }

    /** All reservations, open and closed. */
    void forEach(Consumer<Reservation> action) {
        open.forEach(action);
        old.forEach(action);
        young.forEach(action);
    }

    /** The open ones. */
    void forEachOpen(Consumer<Reservation> action) {
        open.forEach(action);
    }

    /** Whether a sweep will look at an open reservation when it is due. */
    boolean isWatched(Reservation reservation) {
        return reservation.expiresAtMillis >= nextDueMillis;
    }

    /** When the last of those was closed that are forgotten: all that were closed later are still here. */
    long forgottenUpToMillis() {
        return forgottenUpToMillis;
    }

    /** Whether a reservation with this id had to be forgotten before its retention was over. */
    boolean hasForgotten(ReservationId id) {
        return forgottenIds.contains(id);
    }

    /** Refuses to open a reservation whose id could not be remembered. */
    void checkRoomFor(ReservationId id) {
        if (!id.isGenerated()) {
            forgottenIds.checkRoom();
        }
    }

    /** Forgets reservations whose retention is over; returns how many. */
    int prune(long nowMillis, Duration retention, int limit) {
        forgottenIds.prune(nowMillis, retention);
        long atMillis = nowMillis - retention.toMillis();
        int forgotten = forgetClosedBy(old, atMillis, limit);
        return forgotten + forgetClosedBy(young, atMillis, limit - forgotten);
    }

    private int forgetClosedBy(ClosedGeneration generation, long atMillis, int limit) {
        int forgotten = 0;
        Reservation first = generation.first();
        while (forgotten < limit && first != null && first.wasClosedBy(atMillis)) {
            forgottenUpTo(first);
            generation.remove(first);
            forgetTracesOf(first);
            forgotten++;
            first = generation.first();
        }
        return forgotten;
    }

    private void addYoung(Reservation reservation) {
        if (young.size() >= maxYoung) {
            for (Reservation each = old.first(); each != null && closedWithTraces > 0; each = each.closedAfter) {
                rememberId(each);
                forgetTracesOf(each);
            }
            forgottenUpTo(old.last());
            ClosedGeneration emptied = old;
            emptied.clear();
            old = young;
            young = emptied;
        }
        young.add(reservation);
    }

    private void forgottenUpTo(@Nullable Reservation last) {
        JournalEntry.Closed closing = last == null ? null : last.closing();
        if (closing != null) {
            forgottenUpToMillis = Math.max(forgottenUpToMillis, closing.atMillis());
        }
    }

    private void rememberId(Reservation reservation) {
        ReservationId id = reservation.header().id();
        JournalEntry.Closed closing = reservation.closing();
        if (closing != null && !id.isGenerated()) {
            forgottenIds.add(id, closing.atMillis());
        }
    }

    private static boolean leavesTraces(Reservation reservation) {
        return reservation.stepId != null || !reservation.header().id().isGenerated();
    }

    private void forgetTracesOf(Reservation reservation) {
        if (leavesTraces(reservation)) {
            closedWithTraces--;
        }
        if (reservation.stepId != null) {
            forgetStep.accept(reservation);
        }
    }
}
