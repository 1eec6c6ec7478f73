package io.stipend.cli.replay.engine;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What tokens cost. Exact integers throughout; a sum is rounded once, half up, to eight decimals.
 *
 * @param input credits per million tokens sent
 * @param output credits per million tokens that come back
 */
public record Pricing(Credits input, Credits output) {

    private static final long TOKENS_PER_PRICE = 1_000_000;

    /**
     * The cost of a request.
     *
     * @param inputTokens not negative
     * @param outputTokens not negative
     * @throws InvalidRequestException when it is above the largest amount
     */
    public Credits cost(long inputTokens, long outputTokens) {
        try {
            long scaled = Math.addExact(
                    Math.multiplyExact(input.units(), inputTokens), Math.multiplyExact(output.units(), outputTokens));
            return Credits.ofUnits(Math.addExact(scaled, TOKENS_PER_PRICE / 2) / TOKENS_PER_PRICE);
        } catch (ArithmeticException beyondLong) {
            return Credits.of(costBeyondLong(inputTokens, outputTokens));
        }
    }

    private BigDecimal costBeyondLong(long inputTokens, long outputTokens) {
        BigInteger scaled = product(input, inputTokens).add(product(output, outputTokens));
        BigInteger units =
                scaled.add(BigInteger.valueOf(TOKENS_PER_PRICE / 2)).divide(BigInteger.valueOf(TOKENS_PER_PRICE));
        return new BigDecimal(units, Credits.SCALE);
    }

    private static BigInteger product(Credits price, long tokens) {
        return BigInteger.valueOf(price.units()).multiply(BigInteger.valueOf(tokens));
    }
}
