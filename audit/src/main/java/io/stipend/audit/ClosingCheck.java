package io.stipend.audit;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.Closed;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.check.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares how a reservation was closed with what closes one so: its lease, its request, its report. Not thread safe. */
final class ClosingCheck {

    private static final Remedy ADVICE = new Remedy.ByHand("one of them is wrong, and nothing tells which; look at"
            + " `stipend reservation show`, and correct the account with `stipend account adjust` if it was charged a wrong"
            + " amount");

    private final ReservationSnapshot snapshot;
    private final Closed closing;
    private final Findings findings;

    ClosingCheck(ReservationSnapshot snapshot, Closed closing, Findings findings) {
        this.snapshot = snapshot;
        this.closing = closing;
        this.findings = findings;
    }

    /**
     * Checks the closing.
     *
     * @param expiresAtMillis when the lease ran out, by the reports and extensions
     */
    void check(long expiresAtMillis, List<JournalEntry.OfReservation> operations) {
        Closed expected = expected(closing.held(), closing.used());
        Difference difference = Difference.between(closing, expected);
        if (difference != null) {
            tell(difference.found(), difference.expected(), "closed as " + closing.kind());
        }
        boolean isExpired = closing.kind() == CloseKind.EXPIRED;
        boolean isCharge = closing.kind() == CloseKind.CHARGED;
        boolean wasDue = closing.atMillis() >= expiresAtMillis;
        if (isCharge && closing.atMillis() != snapshot.header().openedAtMillis()) {
            tell(
                    "CHARGED at " + Difference.time(closing.atMillis()),
                    Difference.time(snapshot.header().openedAtMillis()),
                    "a charge is closed when it is opened");
        }
        if (!isCharge && !closing.late() && isExpired != wasDue) {
            tell(
                    closing.kind() + " at " + Difference.time(closing.atMillis()),
                    wasDue ? "EXPIRED" : "SETTLED or RELEASED",
                    "its lease ended at " + Difference.time(expiresAtMillis));
        }
        if (!isCharge
                && closing.overrunPolicy() == OverrunPolicy.REJECT
                && !closing.overrun().isZero()) {
            tell("REJECT", "another policy", "its usage exceeds its hold by " + closing.overrun());
        }
        for (JournalEntry.OfReservation operation : operations) {
            if (!isExpired && closing.operationId().equals(operationId(operation))) {
                tell(
                        "operation id " + closing.operationId(),
                        "an id of its own",
                        "entry number " + operation.sequence()
                                + " has that id too, so a second try of one of both conflicts");
            }
        }
    }

    /** What the closing should be, where anything determines it, with this hold and usage. */
    Closed expected(ResourceVector held, ResourceVector used) {
        boolean isSettled = closing.kind() == CloseKind.SETTLED;
        boolean isCharge = closing.kind() == CloseKind.CHARGED;
        boolean reports = isSettled || isCharge;
        return new Closed(
                snapshot.header(),
                closing.sequence(),
                closing.atMillis(),
                closing.kind(),
                operationId(closing),
                fingerprint(),
                reports ? closing.report() : ResourceUsage.NONE,
                reports ? closing.overrunPolicy() : OverrunPolicy.CHARGE,
                snapshot.stepId(),
                held,
                used,
                closing.charged(),
                closing.late() ? closing.bookedBefore() : ResourceVector.ZERO,
                snapshot.peak(),
                isSettled && closing.late());
    }

    /** A settlement's caller may have named the policy, or left it to the configuration. */
    private long fingerprint() {
        return switch (closing.kind()) {
            case EXPIRED -> 0;
            case RELEASED -> Fingerprint.NONE;
            case CHARGED -> snapshot.fingerprint();
            case SETTLED -> {
                long unnamed = SettleCommand.fingerprint(closing.report(), null);
                yield closing.fingerprint() == unnamed
                        ? unnamed
                        : SettleCommand.fingerprint(closing.report(), closing.overrunPolicy());
            }
        };
    }

    private static OperationId operationId(Closed closing) {
        return switch (closing.kind()) {
            case EXPIRED -> OperationId.EXPIRE;
            case CHARGED -> OperationId.CHARGE;
            case SETTLED, RELEASED -> closing.operationId();
        };
    }

    /** What a caller named it; null for what moved to a child or back, which nobody named. */
    private static @Nullable OperationId operationId(JournalEntry.OfReservation operation) {
        if (operation instanceof JournalEntry.Tracked report) {
            return report.operationId();
        }
        return operation instanceof JournalEntry.Extended extension ? extension.operationId() : null;
    }

    private void tell(String found, String expected, String why) {
        String id = snapshot.header().id().value();
        findings.tell(
                Drift.Kind.CLOSED,
                id,
                found,
                expected,
                "reservation " + id + " was closed with " + found + "; to be expected is " + expected + ", for " + why,
                ADVICE);
    }
}
