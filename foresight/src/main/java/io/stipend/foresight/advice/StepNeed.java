package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/**
 * What a step needs.
 *
 * @param inputTokens what it sends
 * @param outputTokens what its answer must have room for: a forecast's {@code fit}, or a guess
 * @param longerThan the share of answers with more than so many tokens, as far as it is known
 * @param requiredCapabilities what the model must be able to do
 * @param deferrable whether it may run hours later
 */
public record StepNeed(
        long inputTokens,
        long outputTokens,
        LongToDoubleFunction longerThan,
        Set<String> requiredCapabilities,
        boolean deferrable) {

    public StepNeed {
        if (inputTokens < 0 || outputTokens < 0) {
            throw new InvalidRequestException(
                    "a step of " + inputTokens + " tokens in and " + outputTokens + " out; give 0 or more");
        }
        Checks.present(longerThan, "share of longer answers");
        requiredCapabilities = Checks.ids(requiredCapabilities, "required capability");
    }

    /** A step that may run on any model, now. Of its answer nothing else is known. */
    public static StepNeed of(long inputTokens, long outputTokens) {
        return new StepNeed(inputTokens, outputTokens, tokens -> tokens < outputTokens ? 1 : 0, Set.of(), false);
    }

    /** What it is expected to cost on an offer. */
    long cost(Offer offer) {
        return offer.price().units(inputTokens, outputTokens);
    }

    /** Whether an offer has what it requires. */
    boolean isServedBy(Offer offer) {
        return offer.capabilities().containsAll(requiredCapabilities);
    }
}
