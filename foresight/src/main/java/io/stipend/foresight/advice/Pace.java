package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import java.time.Duration;

/**
 * How fast a budget may be spent: a burst at once, the rest evenly over the period.
 *
 * @param burstShare the share of the allowance that may be spent ahead of time, from 0 to 1
 */
public record Pace(double burstShare) {

    /** A twentieth ahead of time. */
    public static final Pace DEFAULT = new Pace(0.05);

    public Pace {
        if (!(burstShare >= 0 && burstShare <= 1)) {
            throw new InvalidRequestException("the burst is " + burstShare + " of the allowance; give 0 to 1");
        }
    }

    /** What may be committed by now. */
    double allowed(BudgetState budget) {
        return budget.allowance() * (burstShare + (1 - burstShare) * budget.elapsedShare());
    }

    /** Whether so much more keeps to the pace. */
    boolean hasRoomFor(BudgetState budget, long cost) {
        return budget.committed() + (double) cost <= allowed(budget);
    }

    /** How long it takes until there is room for so much more; longer than the period if there never is. */
    Duration untilRoomFor(BudgetState budget, long cost) {
        double missing = budget.committed() + (double) cost - allowed(budget);
        double perMilli =
                (1 - burstShare) * budget.allowance() / (budget.periodEndMillis() - budget.periodStartMillis());
        return missing <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.min(1e15, Math.ceil(missing / perMilli)));
    }
}
