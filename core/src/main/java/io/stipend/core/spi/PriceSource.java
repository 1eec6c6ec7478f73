package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import java.util.Optional;

/** What calls of models cost, for steps that name their model instead of the most they may cost. Thread safe; does not block. */
@FunctionalInterface
public interface PriceSource {

    /**
     * What a call costs that reads so many tokens, none of them from a cache, and writes so many.
     *
     * @param model the model, with or without its provider: {@code gpt-4o} or {@code openai/gpt-4o}
     * @param inputTokens 0 to 2^53 − 1
     * @param outputTokens 0 to 2^53 − 1
     * @return empty if it has no price, and such steps are to be held at what others are estimated at
     * @throws io.stipend.core.error.StipendException when it has no price, and such steps are to be refused
     */
    Optional<Credits> costOf(String model, long inputTokens, long outputTokens);

    /** No prices: a step that names its model must say the most it may cost all the same. */
    static PriceSource none() {
        return (model, inputTokens, outputTokens) -> {
            throw new InvalidRequestException("the step calls the model " + Checks.shown(model)
                    + " and names no maxCost, and there are no prices; name maxCost, or give prices (Stipend.Builder.prices,"
                    + " or prices.file in a configuration)");
        };
    }
}
