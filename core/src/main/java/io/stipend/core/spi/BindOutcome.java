package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;

/** Every outcome of binding a step to a reservation. */
public sealed interface BindOutcome {

    /** The step is bound; also when it was already. */
    record Bound() implements BindOutcome {}

    /** Nothing changed: no such reservation. */
    record NotFound() implements BindOutcome {}

    /** Nothing changed: the reservation is closed. */
    record AlreadyClosed(CloseKind kind) implements BindOutcome {}

    /** Nothing changed: the reservation has another step. */
    record OtherStep(StepId step) implements BindOutcome {}

    /** Nothing changed: another open reservation has the step. */
    record StepTaken(ReservationId holder) implements BindOutcome {}
}
