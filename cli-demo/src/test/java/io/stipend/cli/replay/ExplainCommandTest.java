package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {

    @Test
    void defaultRequestPassesBothLevelsOneAfterTheOther() {
        CommandRun run = CommandRun.of("explain");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(run.out())
                .contains("holds 0.01814700 credits, 1,953 tokens")
                .containsSubsequence(
                        "entered WARNING",
                        "status EXCEEDED, which says that the critical level is reached; the hold is",
                        "not exceeded",
                        "entered CRITICAL",
                        "charged 0.01774200, returned 0.00040500, overrun 0.00000000")
                // 1926 / 1953 = 0.98618; 1 - (0.98618 - 0.8) / 0.8 = 0.76728
                .contains("1 − (r − 0.8) / 0.8 = 0.7673", "→ use × time = 0.7673")
                .containsSubsequence(
                        "#1  resource.reserved",
                        "#5  resource.warning",
                        "#6  resource.critical",
                        "#7  resource.completed");
    }

    @Test
    void accountMovesByWhatIsHeldAndThenByWhatIsCharged() {
        String out = CommandRun.of("explain", "1").out();

        // 6,758 in and 500 out of at most 1,024: 0.03563400 held, 0.02777400 charged
        assertThat(out)
                .containsSubsequence(
                        "not known yet",
                        "available     2.96436600   reserved  0.03563400   spent    0.00000000",
                        "available     2.97222600   reserved  0.00000000   spent    0.02777400");
    }

    @Test
    void refusedRequestIsExplainedToo() {
        CommandRun run = CommandRun.of("explain", "--user-limit", "0.2");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("rejected, ACCOUNT_EXHAUSTED", "no events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "12032", "-5", "x"})
    void requestThatIsNotThereIsWrongUsage(String number) {
        CommandRun run = CommandRun.of("explain", "--", number);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("stipend explain: ").contains(number, "stipend explain --help");
    }
}
