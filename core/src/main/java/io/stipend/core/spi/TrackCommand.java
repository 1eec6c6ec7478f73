package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.check.Checks;

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
}
