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
 */
public record TrackCommand(ReservationRef target, OperationId operationId, ResourceUsage usage) {

    public TrackCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(usage, "usage");
    }

    /** The {@link Fingerprint} of the caller's request, which is the usage. */
    public long fingerprint() {
        return usage.fingerprint();
    }
}
