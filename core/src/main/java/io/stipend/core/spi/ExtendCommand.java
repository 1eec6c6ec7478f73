package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;

/**
 * Enlarges the envelope of an open reservation on every account of its path or on none, or its lease, or both. The terms
 * are those the accounts have in the store.
 *
 * @param target the reservation
 * @param operationId the extension's id
 * @param additional what to hold in addition; may be zero
 * @param leaseMillis the lease then runs out no sooner than this long from now; 0 leaves it alone
 */
public record ExtendCommand(
        ReservationRef target, OperationId operationId, ResourceVector additional, long leaseMillis) {

    public ExtendCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(additional, "additional resources");
    }
}
