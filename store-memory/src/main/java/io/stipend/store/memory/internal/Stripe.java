package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some of the reservations of a store. Guarded by its own monitor: every method is called while the caller holds it.
 *
 * <p>Locks are taken in one order: first a stripe, then the accounts of a path. Of several stripes that with the lower number comes
 * first: whatever changes a child that is open holds its parent's stripe as well, and {@link MemoryInspection} all of them.
 *
 * <p>Closed reservations are kept in two generations. When the younger one is full, the older one is dropped whole:
 * forgetting them one by one would bring each back into the processor's cache just to be thrown away, which used to cost a
 * third of a cycle.
 */
final class Stripe {

    /** Its place in the order in which monitors are taken. */
    final int number;

    private final ReservationTable open = new ReservationTable();
    private final DueScan dueScan = new DueScan(open);
    private final int maxYoung;
    private final Consumer<Reservation> forgetStep;
    private final JournalShard journal;
    private final ForgottenIds forgottenIds;

    private ClosedGeneration young = new ClosedGeneration();
    private ClosedGeneration old = new ClosedGeneration();

    /** How many closed reservations leave something behind when they are forgotten: a step, or an id to remember. */
    private int closedWithTraces;

    /** When the last of those was closed that are forgotten. */
    private long forgottenUpToMillis = Long.MIN_VALUE;

    Stripe(int number, int maxClosed, int maxForgotten, Consumer<Reservation> forgetStep, MemoryJournal journal) {
        this.number = number;
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

    boolean isKnown(ReservationId id, int hash) {
        synchronized (this) {
            return find(id, hash) != null;
        }
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
        dueScan.watch(reservation);
    }

    /** An open reservation was closed. */
    void moveToClosed(Reservation reservation) {
        open.remove(reservation);
        addClosed(reservation);
    }

    /** A charge was booked, or an open reservation was closed. */
    void addClosed(Reservation reservation) {
        if (leavesTraces(reservation)) {
            closedWithTraces++;
        }
        addYoung(reservation);
    }

    /** An expired reservation was settled late: its retention begins anew. */
    private void closedAnew(Reservation reservation) {
        if (young.remove(reservation) || old.remove(reservation)) {
            addYoung(reservation);
        }
    }

    /** Finds the open ones that are due. */
    DueScan dueScan() {
        return dueScan;
    }

    /** How a reservation is closed, now that its lease has been looked at: one that is due is expired first. */
    JournalEntry.@Nullable Closed closingAt(Reservation reservation, long nowMillis) {
        return reservation.isDue(nowMillis)
                ? close(reservation, Closing.expiry(reservation), nowMillis)
                : reservation.closing();
    }

    /** Closes an open reservation. Of a child the caller holds the monitor of the parent's stripe, too. */
    JournalEntry.Closed close(Reservation reservation, Closing closing, long nowMillis) {
        Reservation.Parent parent = reservation.openParent(nowMillis);
        JournalEntry.Closed entry = PathLock.holding(reservation, nowMillis, closing);
        reservation.used = closing.used();
        reservation.closeWith(entry);
        moveToClosed(reservation);
        journal.append(entry);
        if (parent != null) {
            ReservationTree.move(parent, reservation, ResourceVector.ZERO, entry.returned(), nowMillis);
        }
        return entry;
    }

    /** Settles a reservation that has expired. */
    JournalEntry.Closed closeLate(
            Reservation reservation, Closing closing, JournalEntry.Closed expiry, long nowMillis) {
        JournalEntry.Closed entry =
                PathLock.holding(reservation, nowMillis, (expired, at) -> closing.closeLate(expired, expiry, at));
        reservation.used = closing.used();
        reservation.closeWith(entry);
        closedAnew(reservation);
        journal.append(entry);
        return entry;
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

    /**
     * Forgets a reservation that was closed by a time and charged nothing; whether there was one. What was charged since a time can
     * still be summed, so nothing is noted.
     */
    boolean forgetFree(ReservationId id, int hash, long atMillis) {
        Reservation found = find(id, hash);
        JournalEntry.Closed closing = found == null ? null : found.closing();
        if (found == null
                || closing == null
                || closing.atMillis() > atMillis
                || !closing.charged().isZero()) {
            return false;
        }
        if (!young.remove(found)) {
            old.remove(found);
        }
        forgetTracesOf(found);
        return true;
    }

    private int forgetClosedBy(ClosedGeneration generation, long atMillis, int limit) {
        List<Reservation> over = generation.closedBy(atMillis, limit);
        for (Reservation each : over) {
            forgottenUpToMillis = Math.max(forgottenUpToMillis, each.closedAtMillis());
            generation.remove(each);
            forgetTracesOf(each);
        }
        return over.size();
    }

    private void addYoung(Reservation reservation) {
        if (young.size() >= maxYoung) {
            if (closedWithTraces > 0) {
                old.forEach(each -> {
                    rememberId(each);
                    forgetTracesOf(each);
                });
            }
            forgottenUpToMillis = Math.max(forgottenUpToMillis, old.latestMillis());
            ClosedGeneration emptied = old;
            emptied.clear();
            old = young;
            young = emptied;
        }
        young.add(reservation);
    }

    private void rememberId(Reservation reservation) {
        ReservationId id = reservation.header().id();
        if (!id.isGenerated()) {
            forgottenIds.add(id, reservation.closedAtMillis());
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
