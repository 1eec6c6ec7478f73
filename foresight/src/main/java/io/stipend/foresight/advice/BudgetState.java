package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;

/**
 * A budget, and where it stands.
 *
 * @param allowance what may be spent in the period, in units of credits
 * @param committed what is spent or reserved
 * @param periodStartMillis when the period began, in milliseconds since 1970-01-01 UTC
 * @param periodEndMillis when it ends
 * @param nowMillis what time it is
 */
public record BudgetState(
        long allowance, long committed, long periodStartMillis, long periodEndMillis, long nowMillis) {

    public BudgetState {
        if (allowance < 0 || committed < 0 || periodEndMillis <= periodStartMillis) {
            throw new InvalidRequestException("an allowance of " + allowance + ", " + committed
                    + " of it committed, from " + periodStartMillis + " to " + periodEndMillis
                    + "; give amounts of 0 or more, and a period that ends after it begins");
        }
    }

    /** What is left; below zero in debt. */
    public long left() {
        return allowance - committed;
    }

    /** Which share of the period is over, from 0 to 1. */
    public double elapsedShare() {
        double elapsed = (double) (nowMillis - periodStartMillis) / (periodEndMillis - periodStartMillis);
        return Math.max(0, Math.min(1, elapsed));
    }
}
