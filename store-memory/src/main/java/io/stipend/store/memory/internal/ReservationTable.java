package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of reservations by id: open addressing with linear probing. Not thread safe.
 *
 * <p>Beside the reservations it keeps their hashes, so that a probe that finds something else, or nothing, reads no
 * reservation: thousands of them lie around that nobody has touched for a while, and each would be a cache miss. With
 * {@code HashMap} those misses were a third of a cycle of reserve, report and settle.
 */
final class ReservationTable {

    private static final int LEAST_CAPACITY = 16;

    private int[] hashes = new int[LEAST_CAPACITY];
    private @Nullable Reservation[] reservations = new Reservation[LEAST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Reservation find(ReservationId id, int hash) {
        int mask = hashes.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            // A free slot's hash is 0, and so may be that of a reservation.
            if (hashes[slot] == hash) {
                Reservation found = reservations[slot];
                if (found == null || found.header().id().equals(id)) {
                    return found;
                }
            } else if (hashes[slot] == 0 && reservations[slot] == null) {
                return null;
            }
        }
    }

    /** Adds a reservation that is not in the table. */
    void add(Reservation reservation) {
        if (size * 2 >= hashes.length) {
            resize(hashes.length * 2);
        }
        place(reservation, reservation.hash());
        size++;
    }

    /** Removes this very reservation; false if it is not in the table. */
    boolean remove(Reservation reservation) {
        int mask = hashes.length - 1;
        int slot = reservation.hash() & mask;
        while (reservations[slot] != reservation) {
            if (reservations[slot] == null) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        closeGap(slot);
        size--;
        return true;
    }

    /** How many slots it has. */
    int capacity() {
        return hashes.length;
    }

    /** What is in a slot, or null. */
    @Nullable
    Reservation at(int slot) {
        return reservations[slot];
    }

    /** Whether what is in a slot belongs to the last slots, which were used. */
    boolean isPastEnd(int slot) {
        return (hashes[slot] & (hashes.length - 1)) > slot;
    }

    void forEach(Consumer<Reservation> action) {
        for (Reservation reservation : reservations) {
            if (reservation != null) {
                action.accept(reservation);
            }
        }
    }

    /** Empties the table; it keeps its capacity. */
    void clear() {
        Arrays.fill(hashes, 0);
        Arrays.fill(reservations, null);
        size = 0;
    }

    private void place(Reservation reservation, int hash) {
        int mask = hashes.length - 1;
        int slot = hash & mask;
        while (reservations[slot] != null) {
            slot = (slot + 1) & mask;
        }
        hashes[slot] = hash;
        reservations[slot] = reservation;
    }

    private void resize(int capacity) {
        int[] formerHashes = hashes;
        @Nullable Reservation[] former = reservations;
        hashes = new int[capacity];
        reservations = new Reservation[capacity];
        for (int slot = 0; slot < former.length; slot++) {
            Reservation reservation = former[slot];
            if (reservation != null) {
                place(reservation, formerHashes[slot]);
            }
        }
    }

    /** Moves back what was displaced past a slot that is now free, so that every probe still ends where it should. */
    private void closeGap(int freed) {
        int mask = hashes.length - 1;
        int gap = freed;
        int slot = gap;
        while (true) {
            slot = (slot + 1) & mask;
            Reservation next = reservations[slot];
            if (next == null) {
                break;
            }
            int home = hashes[slot] & mask;
            // It may move unless its home lies cyclically after the gap.
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                hashes[gap] = hashes[slot];
                reservations[gap] = next;
                gap = slot;
            }
        }
        hashes[gap] = 0;
        reservations[gap] = null;
    }
}
