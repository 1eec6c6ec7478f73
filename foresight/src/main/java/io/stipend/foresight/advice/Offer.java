package io.stipend.foresight.advice;

import io.stipend.core.spi.check.Checks;
import java.util.Set;

/**
 * A model that a step could run on.
 *
 * @param model its name
 * @param capabilities what it can do
 * @param price what it costs
 */
public record Offer(String model, Set<String> capabilities, Price price) {

    public Offer {
        Checks.text(model, "model", 2 * Checks.MAX_ID_BYTES + 1);
        capabilities = Checks.ids(capabilities, "capability");
        Checks.present(price, "price");
    }

    /** What a call costs; more tokens never cost less. */
    @FunctionalInterface
    public interface Price {

        /** The cost in units of credits. */
        long units(long inputTokens, long outputTokens);

        /** So many units of credits for each input token, and for each output token. */
        static Price perToken(long input, long output) {
            return (inputTokens, outputTokens) ->
                    Math.addExact(Math.multiplyExact(input, inputTokens), Math.multiplyExact(output, outputTokens));
        }
    }
}
