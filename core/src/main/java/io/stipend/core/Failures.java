package io.stipend.core;

import io.stipend.core.error.AlreadyClosedException;
import io.stipend.core.error.OperationConflictException;
import io.stipend.core.error.OverrunRejectedException;
import io.stipend.core.error.ReservationNotFoundException;
import io.stipend.core.error.StepConflictException;
import io.stipend.core.model.Checks;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;

/** The exceptions for what a store refused: each names the value and the remedy. */
final class Failures {

    private Failures() {}

    static ReservationNotFoundException notFound(ReservationRef target) {
        String hint = target instanceof StepId
                ? "; bind the step with setStepId, or use the reservation's id"
                : "; it was never made in this tenant, or its retention is over";
        return new ReservationNotFoundException(
                "no reservation for " + shown(target) + " in tenant " + Checks.shown(target.tenant()) + hint);
    }

    static AlreadyClosedException closed(ReservationRef target, CloseKind kind) {
        String hint = kind == CloseKind.EXPIRED
                ? "its lease ran out; settle it late with finalizeUsage, and renew leases in time with trackUsage or"
                        + " extendReservation"
                : "nothing more can change it";
        return new AlreadyClosedException(shown(target) + " is closed already, as " + kind + "; " + hint, kind.name());
    }

    static OperationConflictException conflict(ReservationRef target, OperationId operationId) {
        return new OperationConflictException("operation id " + Checks.shown(operationId.toString()) + " was used on "
                + shown(target) + " before, for something else; the first use stands. Use a new id for a new call");
    }

    static OperationConflictException conflict(ReservationId reservation) {
        return new OperationConflictException(
                shown(reservation) + " was reserved before with another request; use a new id");
    }

    static OverrunRejectedException overrun(ReservationRef target, CloseOutcome.OverrunRejected overrun) {
        return new OverrunRejectedException(
                "usage of " + shown(target) + " exceeds its hold " + overrun.held() + " by " + overrun.overrun()
                        + " and the overrun policy is REJECT; extend it first, or settle with CHARGE or CAP");
    }

    static StepConflictException otherStep(ReservationId reservation, StepId present, StepId wanted) {
        return new StepConflictException(shown(reservation) + " has the step id " + Checks.shown(present.value())
                + " already; it cannot also have " + Checks.shown(wanted.value()));
    }

    static StepConflictException stepTaken(StepId step, ReservationId holder) {
        return new StepConflictException("step id " + Checks.shown(step.value()) + " belongs to the open reservation "
                + Checks.shown(holder.value()) + "; close that first, or use another step id");
    }

    /** A store that answers with what is no outcome of the verb is defective. */
    static IllegalStateException unknown(Object outcome) {
        return new IllegalStateException("outcome of an unknown type: " + outcome);
    }

    private static String shown(ReservationRef target) {
        return (target instanceof StepId ? "step " : "reservation ") + Checks.shown(target.value());
    }
}
