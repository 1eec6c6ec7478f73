package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.check.Checks;

/**
 * Closes a reservation with its final usage, or books the difference on one that has expired.
 *
 * @param target the reservation
 * @param operationId the settlement's id
 * @param usage the final figures: see {@link ResourceUsage#replacing}
 * @param overrunPolicy what to do when they exceed the hold
 */
public record SettleCommand(
        ReservationRef target, OperationId operationId, ResourceUsage usage, OverrunPolicy overrunPolicy) {

    public SettleCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(usage, "usage");
        Checks.present(overrunPolicy, "overrun policy");
    }
}
