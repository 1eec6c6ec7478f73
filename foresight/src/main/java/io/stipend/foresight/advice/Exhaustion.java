package io.stipend.foresight.advice;

import java.time.Duration;

/** When an account will be empty. */
public sealed interface Exhaustion {

    /** Which of these it is, as answers of the command and the service name it. */
    String label();

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
            implements Exhaustion {

        @Override
        public String label() {
            return "runs-out";
        }
    }

    /** It is empty now. */
    record Empty() implements Exhaustion {

        @Override
        public String label() {
            return "empty";
        }
    }

    /** Nothing is spent, or so little that it lasts for more than a year. */
    record Never() implements Exhaustion {

        @Override
        public String label() {
            return "never";
        }
    }

    /**
     * Too little is known.
     *
     * @param enoughIn how long it takes until something can be said
     */
    record TooEarly(Duration enoughIn) implements Exhaustion {

        @Override
        public String label() {
            return "too-early";
        }
    }

    /**
     * Spending is too bursty for its end to be told: an interval would say nothing.
     *
     * @param earliestMillis it will hardly be empty before
     */
    record TooBursty(long earliestMillis) implements Exhaustion {

        @Override
        public String label() {
            return "too-bursty";
        }
    }
}
