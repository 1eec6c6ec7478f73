package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static final List<Suite> SUITES = List.of(new MemorySuite());

    @Test
    void optionsMayStandAnywhere() throws Exception {
        assertThat(Arguments.parse(List.of("--json", "memory", "--quick"), SUITES))
                .isEqualTo(new Arguments(SUITES.get(0), true, true, false));
        assertThat(Arguments.parse(List.of("memory"), SUITES))
                .isEqualTo(new Arguments(SUITES.get(0), false, false, false));
    }

    @ParameterizedTest
    @CsvSource({
        "'', no target; give memory",
        "tape, unknown target tape; give memory",
        "memory disk, 'two targets, memory and disk; give one'",
        "memory --fast, 'unknown option --fast; there are --quick, --json and --verbose'"
    })
    void aWrongCommandLineSaysWhatToGive(String line, String message) {
        List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" "));

        assertThatThrownBy(() -> Arguments.parse(args, SUITES))
                .isInstanceOf(Arguments.UsageException.class)
                .hasMessage(message);
    }

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(Bench.run(List.of("tape"))).isEqualTo(2);
    }
}
