package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.Collections;
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

    /** What it is if it never held anything: a charge. */
    private JournalEntry.@Nullable Charged charged;

    /** The accounts of the path, in its order. */
    final Account[] accounts;

    ResourceVector held;
    ResourceVector used = ResourceVector.ZERO;
    double peak;
    long expiresAtMillis;
    int sequence = 1;

    @Nullable
    String stepId;

    /** The reservation that it was split from, while it is open itself: what it does not use goes back there. */
    private @Nullable Parent parent;

    /** What went to its children and came back; null while it has none. */
    private @Nullable List<JournalEntry.Split> moves;

    /** How it was closed; null while it is open. */
    private volatile JournalEntry.@Nullable Closed closing;

    /** How it had expired, if it was settled late. */
    private JournalEntry.@Nullable Closed expiry;

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

    /** The reservation that another was split from, and where it is. */
    record Parent(Reservation reservation, Stripe stripe) {}

    Reservation(JournalEntry.Opened opened, Account[] accounts) {
        this(opened, accounts, null);
    }

    Reservation(JournalEntry.Opened opened, Account[] accounts, @Nullable Parent parent) {
        this.parent = parent;
        this.opened = opened;
        this.accounts = accounts;
        this.held = opened.request().envelope();
        this.expiresAtMillis = opened.expiresAtMillis();
        this.stepId = opened.request().stepId();
    }

    /** A charge: it was closed when it was opened. */
    static Reservation ofCharge(JournalEntry.Charged entry, Account[] accounts) {
        ReserveCommand nothing = new ReserveCommand(
                entry.header().id(),
                entry.fingerprint(),
                entry.header().path(),
                Collections.nCopies(accounts.length, AccountTerms.UNLIMITED),
                ResourceVector.ZERO,
                1,
                OnExpiry.BOOK_TRACKED,
                entry.header().swarmId(),
                null,
                entry.attributes());
        Reservation reservation =
                new Reservation(new JournalEntry.Opened(entry.header(), nothing, entry.atMillis()), accounts);
        reservation.charged = entry;
        reservation.used = entry.used();
        reservation.closeWith(entry.closing());
        return reservation;
    }

    JournalEntry.@Nullable Charged charged() {
        return charged;
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
        expiry = entry.late() ? closing : null;
        closing = entry;
        parent = null;
    }

    /** What it was split from, open or closed; null if it was not, or is closed itself. */
    @Nullable
    Parent parent() {
        return parent;
    }

    /**
     * The parent, if it is open; one that is due counts as closed. The caller holds the monitor of its stripe, too, as everyone does who
     * changes what an open child holds.
     */
    @Nullable
    Parent openParent(long nowMillis) {
        Parent above = parent;
        if (above == null) {
            return null;
        }
        if (!Thread.holdsLock(above.stripe())) {
            throw new IllegalStateException("the parent of " + header().id() + " is not locked");
        }
        return above.reservation().isOpen() && !above.reservation().isDue(nowMillis) ? above : null;
    }

    /** What is held and not used. */
    ResourceVector idle() {
        return held.excessOver(used);
    }

    /** As much of this as it can hold besides. Only without accounts, which have less room, is it ever less. */
    ResourceVector room(ResourceVector amounts) {
        return ResourceVector.map(resource -> Math.min(amounts.get(resource), Checks.MAX_AMOUNT - held.get(resource)));
    }

    /** Holds so much more, and so much less. */
    void changeHold(ResourceVector more, ResourceVector less) {
        ResourceVector enlarged = more.isZero() ? held : held.plus(more);
        held = less.isZero() ? enlarged : enlarged.minus(less);
    }

    /** Gives a part of the hold to a child, or takes it back; the entry is for the journal. */
    JournalEntry.Split move(ReservationId child, ResourceVector given, ResourceVector returned, long nowMillis) {
        held = given.isZero() ? held : held.minus(given);
        held = returned.isZero() ? held : held.plus(returned);
        JournalEntry.Split entry = new JournalEntry.Split(
                header(), ++sequence, nowMillis, child.value(), given, returned, held, used, peak, expiresAtMillis);
        if (moves == null) {
            moves = new ArrayList<>(4);
        }
        moves.add(entry);
        return entry;
    }

    /** Its children, the first first, also those that are forgotten. */
    List<ReservationId> childIds() {
        return moves == null
                ? List.of()
                : moves.stream().map(JournalEntry.Split::child).distinct().toList();
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
        if (closed != null && isByCaller(closed) && id.equals(closed.operationId())) {
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

    /** Whether a caller's operation closed it: neither its lease, nor its own opening. */
    private static boolean isByCaller(JournalEntry.Closed closed) {
        return closed.kind() == CloseKind.SETTLED || closed.kind() == CloseKind.RELEASED;
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

    /** The reservation with its reports, its extensions, and what moved between it and its children, in their order. */
    @SuppressWarnings("unchecked")
    StoredReservation stored() {
        List<JournalEntry.OfReservation> entries = new ArrayList<>();
        if (operations instanceof JournalEntry.OfReservation single) {
            entries.add(single);
        } else if (operations != null) {
            entries.addAll(((Map<OperationId, JournalEntry.OfReservation>) operations).values());
        }
        if (moves != null) {
            entries.addAll(moves);
        }
        entries.sort(Comparator.comparingLong(JournalEntry::sequence));
        return new StoredReservation(
                snapshot(),
                List.copyOf(entries),
                expiry == null ? OptionalLong.empty() : OptionalLong.of(expiry.atMillis()));
    }

    ReservationSnapshot snapshot() {
        ReserveCommand request = opened.request();
        return new ReservationSnapshot(
                header(),
                request.fingerprint(),
                request.envelope(),
                charged == null ? request.leaseMillis() : 0,
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
