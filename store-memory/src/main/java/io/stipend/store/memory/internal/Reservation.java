package io.stipend.store.memory.internal;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoredReservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One reservation, open or closed. Guarded by the monitor of its stripe, but for {@link #isOpen}, which anyone may ask.
 */
final class Reservation {

    final JournalEntry.Opened opened;

    /** The accounts of the path, in its order. */
    final Account[] accounts;

    ResourceVector held;
    ResourceVector used = ResourceVector.ZERO;
    double peak;
    long expiresAtMillis;
    int sequence = 1;

    @Nullable
    String stepId;

    /** How it was closed; null while it is open. */
    private volatile JournalEntry.@Nullable Closed closing;

    /** Its neighbours in its generation of closed reservations. */
    @Nullable
    Reservation closedBefore;

    @Nullable
    Reservation closedAfter;

    /**
     * The reports and extensions by operation id: null for none yet, the entry itself for one, else a map. Most
     * reservations have one report, and there may be a million of them.
     */
    private @Nullable Object operations;

    Reservation(JournalEntry.Opened opened, Account[] accounts) {
        this.opened = opened;
        this.accounts = accounts;
        this.held = opened.request().envelope();
        this.expiresAtMillis = opened.expiresAtMillis();
        this.stepId = opened.request().stepId();
    }

    /** The hash of its id. */
    int hash() {
        return hashOf(header().id());
    }

    /** Spreads what a hash code has over all bits, high and low: stripes and tables use different ones. */
    static int hashOf(ReservationId id) {
        int mixed = id.hashCode() * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    ReservationHeader header() {
        return opened.header();
    }

    boolean isOpen() {
        return closing == null;
    }

    JournalEntry.@Nullable Closed closing() {
        return closing;
    }

    void closeWith(JournalEntry.Closed entry) {
        closing = entry;
    }

    /** When it was closed; never while it is open. */
    long closedAtMillis() {
        JournalEntry.Closed closed = closing;
        return closed == null ? Long.MAX_VALUE : closed.atMillis();
    }

    boolean isDue(long nowMillis) {
        return closing == null && nowMillis >= expiresAtMillis;
    }

    /** What an operation id was used for, or null. */
    @SuppressWarnings("unchecked")
    JournalEntry.@Nullable OfReservation operation(OperationId id) {
        JournalEntry.Closed closed = closing;
        if (closed != null && closed.kind() != CloseKind.EXPIRED && id.equals(closed.operationId())) {
            return closed;
        }
        if (operations == null) {
            return null;
        }
        if (operations instanceof JournalEntry.OfReservation single) {
            return id.equals(idOf(single)) ? single : null;
        }
        return ((Map<OperationId, JournalEntry.OfReservation>) operations).get(id);
    }

    /** Keeps a report or an extension; how the reservation is closed is kept by {@link #closeWith}. */
    @SuppressWarnings("unchecked")
    void remember(JournalEntry.OfReservation entry) {
        if (operations == null) {
            operations = entry;
            return;
        }
        if (operations instanceof JournalEntry.OfReservation single) {
            Map<OperationId, JournalEntry.OfReservation> map = new HashMap<>(4);
            map.put(idOf(single), single);
            operations = map;
        }
        ((Map<OperationId, JournalEntry.OfReservation>) operations).put(idOf(entry), entry);
    }

    /** The reservation with its reports and extensions in their order. */
    @SuppressWarnings("unchecked")
    StoredReservation stored() {
        List<JournalEntry.OfReservation> entries = new ArrayList<>();
        if (operations instanceof JournalEntry.OfReservation single) {
            entries.add(single);
        } else if (operations != null) {
            entries.addAll(((Map<OperationId, JournalEntry.OfReservation>) operations).values());
            entries.sort(Comparator.comparingLong(JournalEntry::sequence));
        }
        return new StoredReservation(snapshot(), List.copyOf(entries), OptionalLong.empty());
    }

    ReservationSnapshot snapshot() {
        ReserveCommand request = opened.request();
        return new ReservationSnapshot(
                header(),
                request.fingerprint(),
                request.envelope(),
                request.leaseMillis(),
                request.onExpiry(),
                stepId,
                request.attributes(),
                held,
                used,
                peak,
                expiresAtMillis,
                closing,
                sequence);
    }

    private static OperationId idOf(JournalEntry.OfReservation entry) {
        if (entry instanceof JournalEntry.Tracked tracked) {
            return tracked.operationId();
        } else if (entry instanceof JournalEntry.Extended extended) {
            return extended.operationId();
        }
        throw new IllegalStateException("entry without an operation id: " + entry);
    }
}
