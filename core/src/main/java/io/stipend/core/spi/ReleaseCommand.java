package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;

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

    /** The {@link Fingerprint} of the caller's request, which has nothing but its id. */
    public long fingerprint() {
        return Fingerprint.NONE;
    }
}
