package io.stipend.foresight.advice;

import java.time.Duration;

/** When an account will be empty. */
public sealed interface Exhaustion {

    /**
     * It can be said. Times are in milliseconds, on the clock on which spending was told.
     *
     * @param expectedMillis when it is empty if it goes on spending as on average
     * @param earliestMillis the beginning of the interval in which it is empty with a probability of 80 %
     * @param latestMillis the end of that interval
     * @param measuredCoverage the share of such intervals that came true for this account so far; not a number before any was over
     * @param checks how many these were
     */
    record At(long expectedMillis, long earliestMillis, long latestMillis, double measuredCoverage, long checks)
            implements Exhaustion {}

    /** It is empty now. */
    record Empty() implements Exhaustion {}

    /** Nothing is spent. */
    record Never() implements Exhaustion {}

    /**
     * Too little is known.
     *
     * @param enoughIn how long it takes until something can be said
     */
    record TooEarly(Duration enoughIn) implements Exhaustion {}

    /**
     * Spending is too bursty for its end to be told: an interval would say nothing.
     *
     * @param earliestMillis it will hardly be empty before
     */
    record TooBursty(long earliestMillis) implements Exhaustion {}
}
