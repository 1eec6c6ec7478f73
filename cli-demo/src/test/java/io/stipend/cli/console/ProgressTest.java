package io.stipend.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

    /** A line that is as wide as the terminal goes on in the next one, and each redrawing would leave a line behind. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void theBarStaysOnOneLine(int columns) {
        assertThat(Progress.line(6_000_000, 12_000_000, columns)).hasSizeLessThan(columns);
        assertThat(Progress.line(12_000_000, 12_000_000, columns)).hasSizeLessThan(columns);
    }

    @Test
    void theBarShowsHowFarItIs() {
        assertThat(Progress.line(3, 4, 80))
                .isEqualTo("replaying  " + "█".repeat(30) + "░".repeat(10) + "   75 %  3 of 4");
        assertThat(Progress.line(0, 0, 80)).endsWith("    0 %  0 of 0");
    }
}
