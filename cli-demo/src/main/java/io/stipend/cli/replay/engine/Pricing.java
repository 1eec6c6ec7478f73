package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.util.Optional;

/** What requests cost by a list of prices. Immutable, thread safe. */
@FunctionalInterface
public interface Pricing {

    /**
     * What a request costs by these prices, whatever the log says that it did cost.
     *
     * @param outputTokens with how many tokens it is answered; not negative
     * @return empty if no price is known for it; then only its own cost in the log says what it costs
     * @throws InvalidRequestException when it is above the largest amount
     */
    Optional<Credits> cost(TraceRequest request, long outputTokens);

    /** The same, but of what the log itself has priced, the log's cost is all that is known. */
    default Pricing unlessTheLogKnows() {
        return (request, outputTokens) -> request.cost().isEmpty() ? cost(request, outputTokens) : Optional.empty();
    }

    /**
     * The same prices for every model. Exact throughout; a sum is rounded once, half up, to eight decimals.
     *
     * @param input credits per million tokens sent
     * @param output credits per million tokens that come back
     */
    record PerMillion(Credits input, Credits output) implements Pricing {

        private static final int DIGITS_OF_A_MILLION = 6;

        @Override
        public Optional<Credits> cost(TraceRequest request, long outputTokens) {
            BigDecimal perMillion = priced(input, request.inputTokens()).add(priced(output, outputTokens));
            return Optional.of(Credits.rounded(perMillion.movePointLeft(DIGITS_OF_A_MILLION)));
        }

        private static BigDecimal priced(Credits price, long tokens) {
            return price.toBigDecimal().multiply(BigDecimal.valueOf(tokens));
        }
    }
}
