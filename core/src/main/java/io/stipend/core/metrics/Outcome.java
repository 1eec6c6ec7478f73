package io.stipend.core.metrics;

import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.TrackOutcome;

/** What a store answered to a verb: the values of a tag. */
enum Outcome {
    /** It did what was asked for. */
    DONE,
    /** It had done so before: the first answer again. */
    REPLAYED,
    /** An account has too little. */
    INSUFFICIENT,
    /** The reservation is not known. */
    NOT_FOUND,
    /** The reservation is settled or released. */
    CLOSED,
    /** The reservation has expired. */
    EXPIRED,
    /** The operation id was used before for something else. */
    CONFLICT,
    /** The step is bound to another reservation, or the reservation to another step. */
    STEP_CONFLICT,
    /** Usage exceeds the hold, and the policy is REJECT. */
    OVERRUN,
    /** An exception was thrown. */
    FAILED;

    static Outcome of(ReserveOutcome outcome) {
        if (outcome instanceof ReserveOutcome.Reserved reserved) {
            return doneOr(reserved.replayed());
        } else if (outcome instanceof ReserveOutcome.Insufficient) {
            return INSUFFICIENT;
        }
        return outcome instanceof ReserveOutcome.Conflict ? CONFLICT : STEP_CONFLICT;
    }

    static Outcome of(BindOutcome outcome) {
        if (outcome instanceof BindOutcome.Bound) {
            return DONE;
        } else if (outcome instanceof BindOutcome.NotFound) {
            return NOT_FOUND;
        }
        return outcome instanceof BindOutcome.AlreadyClosed closed ? of(closed.kind()) : STEP_CONFLICT;
    }

    static Outcome of(TrackOutcome outcome) {
        if (outcome instanceof TrackOutcome.Added added) {
            return doneOr(added.replayed());
        } else if (outcome instanceof TrackOutcome.NotFound) {
            return NOT_FOUND;
        }
        return outcome instanceof TrackOutcome.AlreadyClosed closed
                ? of(closed.closing().kind())
                : CONFLICT;
    }

    static Outcome of(ExtendOutcome outcome) {
        if (outcome instanceof ExtendOutcome.Extended extended) {
            return doneOr(extended.replayed());
        } else if (outcome instanceof ExtendOutcome.Insufficient) {
            return INSUFFICIENT;
        } else if (outcome instanceof ExtendOutcome.NotFound) {
            return NOT_FOUND;
        }
        return outcome instanceof ExtendOutcome.AlreadyClosed closed
                ? of(closed.closing().kind())
                : CONFLICT;
    }

    static Outcome of(CloseOutcome outcome) {
        if (outcome instanceof CloseOutcome.Closed closed) {
            return doneOr(closed.replayed());
        } else if (outcome instanceof CloseOutcome.NotFound) {
            return NOT_FOUND;
        } else if (outcome instanceof CloseOutcome.AlreadyClosed closed) {
            return of(closed.closing().kind());
        }
        return outcome instanceof CloseOutcome.Conflict ? CONFLICT : OVERRUN;
    }

    private static Outcome of(CloseKind kind) {
        return kind == CloseKind.EXPIRED ? EXPIRED : CLOSED;
    }

    private static Outcome doneOr(boolean replayed) {
        return replayed ? REPLAYED : DONE;
    }
}
