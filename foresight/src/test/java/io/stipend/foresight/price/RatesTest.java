package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts times prices are exact, and the sum is rounded once. */
class RatesTest {

    private static final long MOST = (1L << 53) - 1;

    private static final Rates ALL = Rates.builder()
            .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal("2.5"))
            .perMillion(PricedUnit.CACHED_INPUT_TOKEN, new BigDecimal("1.25"))
            .perMillion(PricedUnit.CACHE_WRITE_TOKEN, new BigDecimal("3.125"))
            .perMillion(PricedUnit.OUTPUT_TOKEN, new BigDecimal("10"))
            .perMillion(PricedUnit.REASONING_TOKEN, new BigDecimal("12"))
            .each(PricedUnit.REQUEST, new BigDecimal("0.001"))
            .each(PricedUnit.IMAGE, new BigDecimal("0.04"))
            .each(PricedUnit.SECOND, new BigDecimal("0.0001"))
            .build();

    private static Rates perMillionInput(String credits) {
        return Rates.builder()
                .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal(credits))
                .build();
    }

    @Test
    void eachUnitHasItsOwnPrice() {
        ModelUsage usage = ModelUsage.builder()
                .inputTokens(1_000)
                .cachedInputTokens(2_000)
                .cacheWriteTokens(400)
                .outputTokens(500)
                .reasoningTokens(100)
                .images(2)
                .mediaMillis(12_345)
                .build();

        // 0.0025 + 0.0025 + 0.00125 + 0.005 + 0.0012 + 0.001 + 0.08 + 0.0012345
        assertThat(ALL.cost(usage, "m")).isEqualTo(Credits.of("0.0946845"));
    }

    @Test
    void whatHasNoPriceOfItsOwnCostsWhatItIsAKindOf() {
        Rates rates = Rates.builder()
                .perMillion(PricedUnit.INPUT_TOKEN, BigDecimal.valueOf(3))
                .perMillion(PricedUnit.OUTPUT_TOKEN, BigDecimal.valueOf(15))
                .build();
        ModelUsage usage = ModelUsage.builder()
                .cachedInputTokens(100)
                .cacheWriteTokens(10)
                .reasoningTokens(20)
                .build();

        assertThat(rates.cost(usage, "m")).isEqualTo(Credits.of("0.00063"));
    }

    @Test
    void whatIsUsedAndHasNoPriceIsNotFree() {
        Rates rates = perMillionInput("3");

        assertThatThrownBy(() -> rates.cost(ModelUsage.of(5, 7), "m"))
                .isInstanceOf(NoPriceException.class)
                .hasMessage(
                        "there is no price for each output token of the model 'm', and some were used; add output to the"
                                + " model in the price list");
        assertThat(rates.cost(ModelUsage.of(1, 0), "m")).isEqualTo(Credits.of("0.000003"));
    }

    /** 0.005 a million is half a unit for each token. */
    @Test
    void theSumIsRoundedOnceAndHalfUp() {
        Rates half = perMillionInput("0.005");

        assertThat(half.cost(ModelUsage.of(1, 0), "m").units()).isEqualTo(1);
        assertThat(half.cost(ModelUsage.of(2, 0), "m").units()).isEqualTo(1);
        assertThat(half.cost(ModelUsage.of(3, 0), "m").units()).isEqualTo(2);
        assertThat(perMillionInput("0.004999999999")
                        .cost(ModelUsage.of(1, 0), "m")
                        .units())
                .isZero();
        Rates two = Rates.builder()
                .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal("0.004"))
                .perMillion(PricedUnit.OUTPUT_TOKEN, new BigDecimal("0.004"))
                .build();
        assertThat(two.cost(ModelUsage.of(1, 1), "m").units())
                .as("0.4 + 0.4 units")
                .isEqualTo(1);
    }

    @Test
    void theLargestAmountIsReachedAndNotPassed() {
        Rates one = perMillionInput("0.01");

        assertThat(one.cost(ModelUsage.of(MOST, 0), "m")).isEqualTo(Credits.MAX);
        assertThatThrownBy(() -> perMillionInput("0.010000000001").cost(ModelUsage.of(MOST, 0), "m"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("out of range");
    }

    @Test
    void everySumIsWhatDecimalArithmeticGives() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal input = new BigDecimal(new BigInteger(random.nextInt(23) + 1, random), random.nextInt(13));
            BigDecimal output = new BigDecimal(new BigInteger(random.nextInt(23) + 1, random), random.nextInt(13));
            long in = random.nextLong() >>> (11 + random.nextInt(50));
            long out = random.nextLong() >>> (11 + random.nextInt(50));
            Rates rates = Rates.builder()
                    .perMillion(PricedUnit.INPUT_TOKEN, input)
                    .perMillion(PricedUnit.OUTPUT_TOKEN, output)
                    .build();
            BigDecimal exact = input.multiply(BigDecimal.valueOf(in))
                    .add(output.multiply(BigDecimal.valueOf(out)))
                    .movePointLeft(6);

            if (exact.compareTo(Credits.MAX.toBigDecimal()) <= 0) {
                assertThat(rates.cost(ModelUsage.of(in, out), "m"))
                        .as("%s × %s + %s × %s", in, input, out, output)
                        .isEqualTo(Credits.rounded(exact));
            }
        }
    }

    @Test
    void aPriceOutOfRangeIsRefused() {
        Rates.Builder builder = Rates.builder();

        assertThatThrownBy(() -> builder.each(PricedUnit.REQUEST, new BigDecimal("-0.1")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("a price of -0.1 credits for each request is negative; give 0 or more");
        assertThatThrownBy(() -> builder.perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal("0.0000000000001")))
                .hasMessageContaining("more than 18 decimals");
        assertThatThrownBy(() -> builder.each(PricedUnit.IMAGE, new BigDecimal("1e9")))
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> builder.each(PricedUnit.SECOND, new BigDecimal("1e-16")))
                .hasMessageContaining("more than 15 decimals");
        assertThatThrownBy(() -> Rates.builder()
                        .each(PricedUnit.INPUT_TOKEN, new BigDecimal("1e-18"))
                        .each(PricedUnit.REQUEST, BigDecimal.TEN)
                        .build())
                .hasMessageContaining("round the finer one");
    }
}
