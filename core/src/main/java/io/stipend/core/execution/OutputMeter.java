package io.stipend.core.execution;

import io.stipend.core.Extension;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.HoldPlan;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts the output of one execution, and enlarges its hold to the next rung of its plan when what is left is less than the look-ahead.
 * Thread safe; who counts while the hold is being enlarged waits for that.
 */
final class OutputMeter {

    private final Execution execution;
    private final @Nullable HoldPlan plan;
    private final ReentrantLock counting = new ReentrantLock();
    private long made;
    private boolean limited;

    /** After a refusal, how much output there must be before it is tried again: once for each look-ahead. */
    private long nextTry;

    /** How much output there is room for in all, and in which hold. */
    private long room;

    private @Nullable ResourceVector roomOf;

    /** An extension that may not have come through: the very same one again is safe. */
    private @Nullable Pending pending;

    private record Pending(Extension extension, OperationId id) {}

    OutputMeter(Execution execution, @Nullable HoldPlan plan) {
        this.execution = execution;
        this.plan = plan;
    }

    Execution.Output count(long tokens) {
        if (tokens < 0) {
            throw new InvalidRequestException(tokens + " tokens of output came; give 0 or more");
        }
        counting.lock();
        try {
            made = Math.addExact(made, tokens);
            if (plan != null && plan.streams() && left(plan) < plan.forecast().lookAhead() && made >= nextTry) {
                enlarge(plan);
            }
            return new Execution.Output(made, Math.max(0, plan == null ? leftOfTokens() : left(plan)), limited);
        } finally {
            counting.unlock();
        }
    }

    private void enlarge(HoldPlan steps) {
        Pending now = pending;
        if (now == null) {
            ResourceVector wanted = steps.holdFor(nextRung(steps)).excessOver(execution.held());
            if (wanted.isZero()) {
                limited = true; // The caller's own constraints allow no more.
                return;
            }
            now = new Pending(Extension.of(wanted).atLeast(ResourceVector.ZERO), OperationId.unique());
            pending = now;
        }
        Extension.Result result = execution.extend(now.extension(), now.id());
        pending = null;
        boolean whole = result instanceof Extension.Result.Extended extended
                && extended.added().equals(now.extension().change().more());
        limited = !whole || left(steps) < steps.forecast().lookAhead();
        nextTry = whole ? 0 : made + Math.max(1, steps.forecast().lookAhead());
    }

    /** The first rung that leaves room for the look-ahead; the last one if none does. */
    private long nextRung(HoldPlan steps) {
        int last = steps.forecast().rungCount() - 1;
        for (int rung = 0; rung < last; rung++) {
            if (steps.forecast().rung(rung) - steps.forecast().lookAhead() >= made) {
                return steps.forecast().rung(rung);
            }
        }
        return steps.forecast().rung(last);
    }

    /** How much more output the hold has room for; below zero where more was made. Reckoned anew only when the hold has changed. */
    private long left(HoldPlan steps) {
        ResourceVector held = execution.held();
        if (!held.equals(roomOf)) {
            room = steps.outputWithin(held);
            roomOf = held;
        }
        return room - made;
    }

    private long leftOfTokens() {
        return execution.held().tokens() - made;
    }
}
