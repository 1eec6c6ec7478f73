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
        "3, 15, 1000000, 0, 3.000000",
        "3, 15, 929, 1024, 0.018147",
        "3, 15, 0, 0, 0.000000",
        // Half a micro is rounded up, less is rounded down; the sum is rounded, not its parts.
        "0.5, 0, 1, 0, 0.000001",
        "0.499999, 0, 1, 0, 0.000000",
        "0.5, 0.5, 1, 1, 0.000001",
        "0.3, 0.3, 1, 1, 0.000001",
        // A product beyond 64 bits.
        "9007199254.740991, 0, 1000000, 0, 9007199254.740991",
        "9007199254.740991, 9007199254.740991, 1, 1, 18014.398509",
        "900719925.474099, 0, 10000000, 0, 9007199254.740990",
    })
    void costsAreExactAndRoundedOnce(String in, String out, long inputTokens, long outputTokens, String cost) {
        assertThat(new Pricing(Credits.of(in), Credits.of(out)).cost(inputTokens, outputTokens))
                .hasToString(cost);
    }

    @Test
    void costAboveTheLargestAmountIsRefused() {
        Pricing pricing = new Pricing(Credits.MAX, Credits.MAX);

        assertThatThrownBy(() -> pricing.cost(1_000_000_000, 0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> pricing.cost(1_000_001, 0)).isInstanceOf(InvalidRequestException.class);
    }
}
