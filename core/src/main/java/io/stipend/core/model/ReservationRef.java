package io.stipend.core.model;

/** How a caller names a reservation: by its own id, or by the step bound to it. */
public sealed interface ReservationRef permits ReservationId, StepId {

    /** The tenant it lives in. */
    String tenant();

    /** The id within the tenant. */
    String value();
}
