package io.stipend.foresight.advice;

import io.stipend.core.spi.check.Checks;
import java.time.Duration;

/** What to do with a step. Advice only: whoever asks decides. */
public sealed interface Advice {

    /**
     * Run it as it is.
     *
     * @param offer on the offer that is preferred
     */
    record Proceed(Offer offer) implements Advice {}

    /**
     * Run it on a cheaper offer.
     *
     * @param from the offer that is preferred
     * @param to the cheapest one that has what is required
     * @param saved how much less that is expected to cost, in units of credits
     */
    record Downgrade(Offer from, Offer to, long saved) implements Advice {}

    /**
     * Wait, then ask again.
     *
     * @param time until there is room for it, if nothing else is spent meanwhile
     */
    record Wait(Duration time) implements Advice {}

    /**
     * Run it later: in a batch, or in the next period.
     *
     * @param untilMillis when the period ends, in milliseconds since 1970-01-01 UTC
     */
    record Defer(long untilMillis) implements Advice {}

    /**
     * Let the model make no more than this.
     *
     * @param outputTokens how much output there is budget for
     * @param truncatedShare the share of such steps whose answers would be cut off
     * @param wasted what such a cut answer costs and is most likely of no use for, in units of credits, times that share
     */
    record CapOutput(Offer offer, long outputTokens, double truncatedShare, long wasted) implements Advice {}

    /**
     * Do not run it.
     *
     * @param reason why, in a sentence
     */
    record Refuse(String reason) implements Advice {

        public Refuse {
            Checks.present(reason, "reason");
        }
    }

    /** Whether the step is to run now. */
    default boolean runs() {
        return this instanceof Proceed || this instanceof Downgrade || this instanceof CapOutput;
    }
}
