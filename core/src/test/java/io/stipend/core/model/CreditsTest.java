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
        "1, 1000000",
        "+1, 1000000",
        "0.1, 100000",
        ".1, 100000",
        "0.000001, 1",
        "1e-6, 1",
        "10.50000000000, 10500000",
        "1E+3, 1000000000",
        "9007199254.740991, 9007199254740991"
    })
    void readsDecimalText(String text, long micros) {
        assertThat(Credits.of(text).micros()).isEqualTo(micros);
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
                "-0.000001",
                "-1",
                "9007199254.740992",
                "1e999999999",
                "-1e999999999",
                "123456789012345678901234567890"
            })
    void refusesWhatIsOutOfRange(String text) {
        assertThatRefused(() -> Credits.of(text), "out of range", "0 to 9007199254.740991");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000001", "1.1234567", "1e-7", "1e-999999999", "9007199253.7409911"})
    void refusesMoreThanSixDecimals(String text) {
        assertThatRefused(() -> Credits.of(text), "more than six decimals", "round it");
    }

    @Test
    void refusesTextOfAnySizeWithAShortMessage() {
        assertThatRefused(() -> Credits.of("9".repeat(1 << 20)), "too long", "'9999");
        assertThatRefused(() -> Credits.of("1\u0007\u001b[31m"), "'1\\u0007\\u001b[31m'");
        assertThatRefused(() -> Credits.of(new BigDecimal("0." + "1".repeat(100_000))), "more than six decimals");
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
        assertThatRefused(() -> Credits.of(0.1 + 0.2), "0.30000000000000004", "more than six decimals");
        assertThatRefused(() -> Credits.of(Double.MIN_VALUE), "more than six decimals");
    }

    @Test
    void readsWholeCredits() {
        assertThat(Credits.of(10_000).micros()).isEqualTo(10_000_000_000L);
        assertThat(Credits.of(9_007_199_254L).micros()).isEqualTo(9_007_199_254_000_000L);
        assertThatRefused(() -> Credits.of(9_007_199_255L), "'9007199255'", "out of range");
        assertThatRefused(() -> Credits.of(-1), "out of range");
        assertThatRefused(() -> Credits.of(Long.MAX_VALUE), "out of range");
        assertThatRefused(() -> Credits.of(Long.MIN_VALUE), "out of range");
    }

    @Test
    void microsAreBounded() {
        assertThat(Credits.ofMicros(Checks.MAX_AMOUNT)).isEqualTo(Credits.MAX);
        assertThatRefused(() -> Credits.ofMicros(Checks.MAX_AMOUNT + 1), "9007199254740992", "millionths");
        assertThatRefused(() -> Credits.ofMicros(-1), "CREDITS is -1");
        assertThatRefused(() -> Credits.ofMicros(Long.MIN_VALUE), "CREDITS");
    }

    @Test
    void printsSixDecimalsAlways() {
        assertThat(Credits.of("0.1")).hasToString("0.100000");
        assertThat(Credits.ZERO).hasToString("0.000000");
        assertThat(Credits.MAX).hasToString("9007199254.740991");
        assertThat(Credits.formatMicros(-1)).isEqualTo("-0.000001");
        assertThat(Credits.formatMicros(-1_500_000)).isEqualTo("-1.500000");
        assertThat(Credits.formatMicros(Long.MIN_VALUE)).isEqualTo("-9223372036854.775808");
    }

    @Test
    void whatIsPrintedReadsBackAndADoubleDoesToo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            Credits credits = Credits.ofMicros(random.nextLong(1L << (1 + random.nextInt(52))));
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
