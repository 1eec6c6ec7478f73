package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.math.BigDecimal;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CreditsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.000000000000, 0",
        "0e999999999, 0",
        "1, 100000000",
        "+1, 100000000",
        "0.1, 10000000",
        ".1, 10000000",
        "0.00000001, 1",
        "1e-8, 1",
        "10.50000000000, 1050000000",
        "1E+3, 100000000000",
        "90071992.54740991, 9007199254740991"
    })
    void readsDecimalText(String text, long units) {
        assertThat(Credits.of(text).units()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 1",
                "1 ",
                "1,5",
                "0x10",
                "abc",
                "NaN",
                "Infinity",
                "1e",
                "--1",
                "1_000",
                "1e99999999999"
            })
    void refusesWhatIsNoNumber(String text) {
        assertThatRefused(() -> Credits.of(text), "is not a number", "such as 0.125");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0.00000001",
                "-1",
                "90071992.54740992",
                "1e999999999",
                "-1e999999999",
                "123456789012345678901234567890"
            })
    void refusesWhatIsOutOfRange(String text) {
        assertThatRefused(() -> Credits.of(text), "out of range", "0 to 90071992.54740991");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "1.123456789", "1e-9", "1e-999999999", "90071991.547409911"})
    void refusesMoreThanEightDecimals(String text) {
        assertThatRefused(
                () -> Credits.of(text),
                "'" + new BigDecimal(text) + "'",
                "more than eight decimals",
                "Credits.rounded");
    }

    @Test
    void refusesTextOfAnySizeWithAShortMessage() {
        assertThatRefused(() -> Credits.of("9".repeat(1 << 20)), "too long", "'9999");
        assertThatRefused(() -> Credits.of("1\u0007\u001b[31m"), "'1\\u0007\\u001b[31m'");
        assertThatRefused(() -> Credits.of(new BigDecimal("0." + "1".repeat(100_000))), "more than eight decimals");
        assertThatRefused(() -> Credits.of(new BigDecimal("1".repeat(100_000))), "out of range");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        assertThatRefused(() -> Credits.of((String) null), "credits is null");
        assertThatRefused(() -> Credits.of((BigDecimal) null), "credits is null");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesDoublesThatAreNoNumber(double value) {
        assertThatRefused(() -> Credits.of(value), "credits is " + value, "finite");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, -Double.MIN_VALUE, 1e300, Double.MAX_VALUE})
    void refusesDoublesOutOfRange(double value) {
        assertThatRefused(() -> Credits.of(value), "out of range");
    }

    @Test
    void readsADoubleAsItsText() {
        assertThat(Credits.of(0.1)).isEqualTo(Credits.of("0.1"));
        assertThat(Credits.of(-0.0)).isEqualTo(Credits.ZERO);
        assertThatRefused(() -> Credits.of(0.1 + 0.2), "0.30000000000000004", "more than eight decimals");
        assertThatRefused(() -> Credits.of(Double.MIN_VALUE), "more than eight decimals");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "0.0004725, 47250",
        "0.0000000049999999, 0",
        "0.000000005, 1",
        "0.000000014999, 1",
        "0.000000015, 2",
        "0.00000000500000000000000000000001, 1",
        "1e-999999999, 0",
        "0e999999999, 0",
        "12.345678905, 1234567891",
        "90071992.54740991, 9007199254740991"
    })
    void roundsADecimalHalfUpAtTheEighth(String text, long units) {
        assertThat(Credits.rounded(new BigDecimal(text)).units()).isEqualTo(units);
    }

    @Test
    void roundsWhatADoubleMakesOfAPriceTimesACount() {
        assertThat(Credits.rounded(0.0001575 * 3)).isEqualTo(Credits.of("0.0004725"));
        assertThat(Credits.rounded(0.1 + 0.2)).isEqualTo(Credits.of("0.3"));
        assertThat(Credits.rounded(1.1 * 1.1)).isEqualTo(Credits.of("1.21"));
        assertThat(Credits.rounded(5e-9)).isEqualTo(Credits.ofUnits(1));
        assertThat(Credits.rounded(Double.MIN_VALUE)).isEqualTo(Credits.ZERO);
        assertThat(Credits.rounded(-0.0)).isEqualTo(Credits.ZERO);
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void roundsOnlyWhatIsInRange() {
        assertThatRefused(() -> Credits.rounded(-1e-12), "'-1.0E-12'", "out of range");
        assertThatRefused(() -> Credits.rounded(90_071_993.0), "out of range", "0 to 90071992.54740991");
        assertThatRefused(() -> Credits.rounded(new BigDecimal("90071992.547409914")), "out of range");
        assertThatRefused(() -> Credits.rounded(new BigDecimal("1e999999999")), "out of range");
        assertThatRefused(() -> Credits.rounded(Double.NaN), "credits is NaN", "finite");
        assertThatRefused(() -> Credits.rounded(Double.POSITIVE_INFINITY), "finite");
        assertThatRefused(() -> Credits.rounded(null), "credits is null");
    }

    @Test
    void readsWholeCredits() {
        assertThat(Credits.of(10_000).units()).isEqualTo(1_000_000_000_000L);
        assertThat(Credits.of(90_071_992).units()).isEqualTo(9_007_199_200_000_000L);
        assertThatRefused(() -> Credits.of(90_071_993), "'90071993'", "out of range");
        assertThatRefused(() -> Credits.of(-1), "out of range");
        assertThatRefused(() -> Credits.of(Long.MAX_VALUE), "out of range");
        assertThatRefused(() -> Credits.of(Long.MIN_VALUE), "out of range");
    }

    @Test
    void unitsAreBounded() {
        assertThat(Credits.ofUnits(Checks.MAX_AMOUNT)).isEqualTo(Credits.MAX);
        assertThatRefused(
                () -> Credits.ofUnits(Checks.MAX_AMOUNT + 1),
                "9007199254740992",
                "0.00000001 credits",
                "90071992.54740991 credits");
        assertThatRefused(() -> Credits.ofUnits(-1), "CREDITS is -1");
        assertThatRefused(() -> Credits.ofUnits(Long.MIN_VALUE), "CREDITS");
    }

    @Test
    void printsEightDecimalsAlways() {
        assertThat(Credits.of("0.1")).hasToString("0.10000000");
        assertThat(Credits.ZERO).hasToString("0.00000000");
        assertThat(Credits.MAX).hasToString("90071992.54740991");
        assertThat(Credits.formatUnits(-1)).isEqualTo("-0.00000001");
        assertThat(Credits.formatUnits(-150_000_000)).isEqualTo("-1.50000000");
        assertThat(Credits.formatUnits(Long.MIN_VALUE)).isEqualTo("-92233720368.54775808");
    }

    @Test
    void whatIsPrintedReadsBackAndADoubleDoesToo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            Credits credits = Credits.ofUnits(random.nextLong(1L << (1 + random.nextInt(52))));
            assertThat(Credits.of(credits.toString())).as("seed %d", seed).isEqualTo(credits);
            assertThat(Credits.of(credits.toBigDecimal())).as("seed %d", seed).isEqualTo(credits);
            assertThat(Credits.of(credits.toBigDecimal().doubleValue()))
                    .as("seed %d", seed)
                    .isEqualTo(credits);
        }
    }

    @Test
    void ordersByAmount() {
        assertThat(Credits.of("0.1")).isLessThan(Credits.of("0.2")).isEqualByComparingTo(Credits.of("0.10"));
    }

    private static void assertThatRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
