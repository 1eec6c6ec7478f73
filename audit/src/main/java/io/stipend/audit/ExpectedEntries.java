package io.stipend.audit;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.Closed;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoredReservation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a reservation's journal, made again from what is stored of it. */
final class ExpectedEntries {

    private ExpectedEntries() {}

    /**
     * The entries that are known. Of its opening there may be two, of which one is right.
     *
     * @param operations what its reports and extensions say
     * @param tracked what they say was used; null if that is not known
     * @param held what it held
     * @param used what it had used
     */
    static List<JournalEntry> of(
            StoredReservation stored,
            List<JournalEntry.OfReservation> operations,
            @Nullable ResourceVector tracked,
            ResourceVector held,
            ResourceVector used,
            Findings findings) {
        ReservationSnapshot snapshot = stored.snapshot();
        Closed closed = snapshot.closing();
        if (closed != null && closed.kind() == CloseKind.CHARGED) {
            return List.of(charged(snapshot, closed, used));
        }
        List<JournalEntry> entries = new ArrayList<>(operations);
        entries.add(opened(snapshot, null));
        if (snapshot.stepId() != null) {
            // It may have been bound later.
            entries.add(opened(snapshot, snapshot.stepId()));
        }
        if (snapshot.closing() != null) {
            Closed closing = new ClosingCheck(snapshot, snapshot.closing(), findings).expected(held, used);
            entries.add(closing);
            if (tracked != null) {
                stored.expiredAtMillis().ifPresent(atMillis -> entries.add(expiry(closing, atMillis, tracked)));
            }
        }
        return entries;
    }

    private static JournalEntry charged(ReservationSnapshot snapshot, Closed closed, ResourceVector used) {
        return new JournalEntry.Charged(
                snapshot.header(),
                snapshot.fingerprint(),
                closed.overrunPolicy(),
                snapshot.attributes(),
                used,
                closed.charged());
    }

    private static JournalEntry opened(ReservationSnapshot snapshot, @Nullable String stepId) {
        ReservationHeader header = snapshot.header();
        ReserveCommand request = new ReserveCommand(
                header.id(),
                snapshot.fingerprint(),
                header.path(),
                Collections.nCopies(header.path().accounts().size(), AccountTerms.UNLIMITED),
                snapshot.asked(),
                // That of a charge is zero, and damage may have made another kind of closing of it.
                Math.max(1, snapshot.leaseMillis()),
                snapshot.onExpiry(),
                header.swarmId(),
                stepId,
                snapshot.attributes());
        return new JournalEntry.Opened(header, request, header.openedAtMillis() + snapshot.leaseMillis());
    }

    /** The expiry before a late settlement. */
    private static Closed expiry(Closed late, long atMillis, ResourceVector used) {
        return new Closed(
                late.header(),
                late.sequence() - 1,
                atMillis,
                CloseKind.EXPIRED,
                OperationId.EXPIRE,
                0,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                late.stepId(),
                late.held(),
                used,
                late.bookedBefore(),
                ResourceVector.ZERO,
                late.peak(),
                false);
    }
}
