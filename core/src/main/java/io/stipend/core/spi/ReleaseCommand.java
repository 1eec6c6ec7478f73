package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.spi.check.Checks;

/**
 * Closes a reservation early: books what was tracked, returns the rest.
 *
 * @param target the reservation
 * @param operationId the release's id
 */
public record ReleaseCommand(ReservationRef target, OperationId operationId) {

    public ReleaseCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
    }
}
