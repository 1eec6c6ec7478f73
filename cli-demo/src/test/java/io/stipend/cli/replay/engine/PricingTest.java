package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

    @ParameterizedTest
    @CsvSource({
        "3, 15, 1000000, 0, 3.00000000",
        "3, 15, 929, 1024, 0.01814700",
        "3, 15, 0, 0, 0.00000000",
        // Prices of whole cents per million tokens are exact per token, those of embeddings too.
        "0.02, 0, 1, 0, 0.00000002",
        "0.13, 0, 3, 0, 0.00000039",
        // Half a unit is rounded up, less is rounded down; the sum is rounded, not its parts.
        "0.005, 0, 1, 0, 0.00000001",
        "0.00499999, 0, 1, 0, 0.00000000",
        "0.005, 0.005, 1, 1, 0.00000001",
        "0.003, 0.003, 1, 1, 0.00000001",
        // A product beyond 64 bits.
        "90071992.54740991, 0, 1000000, 0, 90071992.54740991",
        "90071992.54740991, 90071992.54740991, 1, 1, 180.14398509",
        "9007199.25474099, 0, 10000000, 0, 90071992.54740990",
    })
    void costsAreExactAndRoundedOnce(String in, String out, long inputTokens, long outputTokens, String cost) {
        assertThat(new Pricing.PerMillion(Credits.of(in), Credits.of(out))
                        .cost(Logs.request(inputTokens, 0), outputTokens)
                        .orElseThrow())
                .hasToString(cost);
    }

    @Test
    void costAboveTheLargestAmountIsRefused() {
        Pricing pricing = new Pricing.PerMillion(Credits.MAX, Credits.MAX);

        assertThatThrownBy(() -> pricing.cost(Logs.request(1_000_000_000, 0), 0))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> pricing.cost(Logs.request(1_000_001, 0), 0))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void whatTheLogHasPricedKeepsItsCostWhereNoPriceIsGiven() {
        Pricing pricing = new Pricing.PerMillion(Credits.of(3), Credits.of(15)).unlessTheLogKnows();

        assertThat(pricing.cost(Logs.request("0,,,,1000,10,0.5,"), 10)).isEmpty();
        assertThat(pricing.cost(Logs.request(1000, 10), 10)).contains(Credits.of("0.00315"));
    }
}
