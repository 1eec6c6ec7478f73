package io.stipend.audit;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.Extended;
import io.stipend.core.spi.JournalEntry.Tracked;
import io.stipend.core.spi.ReservationSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation's request, reports and extensions lead to, one after the other. Each keeps its answer, which must be
 * what it led to. Not thread safe.
 */
final class OperationFold {

    private final ReservationSnapshot snapshot;
    private final boolean isClockRight;
    private ResourceVector held;
    private ResourceVector used = ResourceVector.ZERO;
    private double peak;
    private long expiresAtMillis;
    private @Nullable String stepId;

    /**
     * Begins with the request.
     *
     * @param isClockRight whether leases end by the times that are stored: those that a clock which was ahead had given are
     *     shortened, and no entry says when
     */
    OperationFold(ReservationSnapshot snapshot, boolean isClockRight) {
        this.snapshot = snapshot;
        this.isClockRight = isClockRight;
        this.held = snapshot.asked();
        this.expiresAtMillis = snapshot.header().openedAtMillis() + snapshot.leaseMillis();
    }

    ResourceVector held() {
        return held;
    }

    ResourceVector used() {
        return used;
    }

    double peak() {
        return peak;
    }

    long expiresAtMillis() {
        return expiresAtMillis;
    }

    /**
     * Adds the next report or extension.
     *
     * @return what it should say
     * @throws io.stipend.core.error.InvalidRequestException when a sum is above the largest amount
     */
    JournalEntry.OfReservation add(JournalEntry.OfReservation operation) {
        return operation instanceof Tracked report ? add(report) : add((Extended) operation);
    }

    private Tracked add(Tracked report) {
        double peakBefore = peak;
        used = report.report().addedTo(used);
        peak = Math.max(peak, ResourceVector.usageRatio(used, held));
        expiresAtMillis = isClockRight
                ? Math.max(expiresAtMillis, report.atMillis() + snapshot.leaseMillis())
                : report.expiresAtMillis();
        // A step may be bound between two reports, and stays.
        stepId = report.stepId() == null && stepId == null ? null : snapshot.stepId();
        return new Tracked(
                snapshot.header(),
                report.sequence(),
                report.atMillis(),
                report.operationId(),
                report.report().fingerprint(),
                report.report(),
                stepId,
                held,
                used,
                peakBefore,
                peak,
                expiresAtMillis);
    }

    private Extended add(Extended extension) {
        held = held.plus(extension.additional());
        if (!isClockRight) {
            expiresAtMillis = extension.expiresAtMillis();
        } else if (extension.leaseMillis() > 0) {
            expiresAtMillis = Math.max(expiresAtMillis, extension.atMillis() + extension.leaseMillis());
        }
        ExtendCommand command = new ExtendCommand(
                snapshot.header().id(), extension.operationId(), extension.additional(), extension.leaseMillis());
        return new Extended(
                snapshot.header(),
                extension.sequence(),
                extension.atMillis(),
                extension.operationId(),
                command.fingerprint(),
                extension.additional(),
                extension.leaseMillis(),
                held,
                used,
                peak,
                expiresAtMillis);
    }
}
