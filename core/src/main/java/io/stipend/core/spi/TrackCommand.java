package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;

/**
 * Adds an interim report to an open reservation and renews its lease.
 *
 * @param target the reservation
 * @param operationId the report's id
 * @param usage what to add: see {@link ResourceUsage#addedTo}
 * @param asksBalances whether the answer is to have what is available on each account of the path; no part of the payload that
 *     tells a replay from a conflict
 */
public record TrackCommand(ReservationRef target, OperationId operationId, ResourceUsage usage, boolean asksBalances) {

    public TrackCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(usage, "usage");
    }

    /** A report whose answer is about its reservation alone. */
    public TrackCommand(ReservationRef target, OperationId operationId, ResourceUsage usage) {
        this(target, operationId, usage, false);
    }

    /** The {@link Fingerprint} of the caller's request, which is the usage. */
    public long fingerprint() {
        return usage.fingerprint();
    }
}
