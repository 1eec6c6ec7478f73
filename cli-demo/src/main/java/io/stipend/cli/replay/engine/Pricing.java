package io.stipend.cli.replay.engine;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;

/**
 * What tokens cost. Exact throughout; a sum is rounded once, half up, to eight decimals.
 *
 * @param input credits per million tokens sent
 * @param output credits per million tokens that come back
 */
public record Pricing(Credits input, Credits output) {

    private static final int DIGITS_OF_A_MILLION = 6;

    /**
     * The cost of a request.
     *
     * @param inputTokens not negative
     * @param outputTokens not negative
     * @throws InvalidRequestException when it is above the largest amount
     */
    public Credits cost(long inputTokens, long outputTokens) {
        BigDecimal perMillion = priced(input, inputTokens).add(priced(output, outputTokens));
        return Credits.rounded(perMillion.movePointLeft(DIGITS_OF_A_MILLION));
    }

    private static BigDecimal priced(Credits price, long tokens) {
        return price.toBigDecimal().multiply(BigDecimal.valueOf(tokens));
    }
}
