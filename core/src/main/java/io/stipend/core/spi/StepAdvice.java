package io.stipend.core.spi;

import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a step while budget is scarce. Its caller decides; nothing of it is applied by itself. Immutable.
 *
 * @param kind what to do
 * @param text the same in a sentence
 * @param model on which model it is to run; null if it is not to run now
 * @param savedUnits of a downgrade, how much less it is expected to cost, in units of credits; else 0
 * @param waitMillis of a wait, how long, if nothing else is spent meanwhile; else 0
 * @param untilMillis of what is deferred, when the period ends: milliseconds since 1970-01-01 UTC; else 0
 * @param outputTokens of a cap, how much output there is budget for; else 0
 * @param wastedUnits of a cap, what a truncated answer costs, times the share of answers that would be truncated, in units of credits; else
 *     0
 */
public record StepAdvice(
        Kind kind,
        String text,
        @Nullable String model,
        long savedUnits,
        long waitMillis,
        long untilMillis,
        long outputTokens,
        long wastedUnits) {

    /** What to do. */
    public enum Kind {
        /** Run it as it is. */
        PROCEED,
        /** Run it on a cheaper model. */
        DOWNGRADE,
        /** Wait, then ask again. */
        WAIT,
        /** Run it in a batch, or in the next period. */
        DEFER,
        /** Let the model make no more output than this: the last resort, because truncated answers are paid all the same. */
        CAP_OUTPUT,
        /** Do not run it. */
        REFUSE
    }

    public StepAdvice {
        Checks.present(kind, "kind of advice");
        Checks.present(text, "advice");
    }
}
