package io.stipend.core;

import io.stipend.core.error.RefusedException;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.check.Checks;

/**
 * The exception for each refusal of a call: it names the value and the remedy.
 *
 * @param target the reservation that the call was about
 * @param asked the id that the call brought along: its operation id; of a bind, the step; of a reserve, the target
 */
record Failures(ReservationRef target, Object asked) implements Refusal.Visitor<StipendException> {

    @Override
    public StipendException notFound(Refusal.NotFound refusal) {
        String hint = target instanceof StepId
                ? "; bind the step with setStepId, or use the reservation's id"
                : "; it was never made in this tenant, or its retention is over";
        return new RefusedException.NotFound(
                "no reservation for " + shown() + " in tenant " + Checks.shown(target.tenant()) + hint);
    }

    @Override
    public StipendException alreadyClosed(Refusal.AlreadyClosed refusal) {
        CloseKind kind = refusal.closing().kind();
        String hint = kind == CloseKind.EXPIRED
                ? "its lease ran out; settle it late with finalizeUsage, and renew leases in time with trackUsage or"
                        + " extendReservation"
                : "nothing more can change it";
        return new RefusedException.AlreadyClosed(
                shown() + " is closed already, as " + kind + "; " + hint, kind.name());
    }

    @Override
    public StipendException conflict(Refusal.Conflict refusal) {
        return new RefusedException.Conflict(
                asked.equals(target)
                        ? shown() + " was made before with another request; use a new id"
                        : "operation id " + Checks.shown(asked.toString()) + " was used on " + shown()
                                + " before, for something else; the first use stands. Use a new id for a new call");
    }

    @Override
    public StipendException stepTaken(Refusal.StepTaken refusal) {
        return new RefusedException.StepConflict(
                "step id " + Checks.shown(refusal.step().value())
                        + " belongs to the open reservation "
                        + Checks.shown(refusal.holder().value()) + "; close that first, or use another step id");
    }

    @Override
    public StipendException otherStep(Refusal.OtherStep refusal) {
        return new RefusedException.StepConflict(
                shown() + " has the step id " + Checks.shown(refusal.step().value()) + " already; it cannot also have "
                        + Checks.shown(asked.toString()));
    }

    @Override
    public StipendException overrunRejected(Refusal.OverrunRejected refusal) {
        return new RefusedException.OverrunRejected(
                "usage of " + shown() + " exceeds its hold " + refusal.held() + " by " + refusal.overrun()
                        + " and the overrun policy is REJECT; extend it first, or settle with CHARGE or CAP");
    }

    @Override
    public StipendException forgotten(Refusal.Forgotten refusal) {
        return new RefusedException.Forgotten(shown() + " was closed, and what it was answered is forgotten; nothing"
                + " changed. Let the store keep more closed reservations, or use a new id for a new reservation");
    }

    private String shown() {
        return (target instanceof StepId ? "step " : "reservation ") + Checks.shown(target.value());
    }
}
