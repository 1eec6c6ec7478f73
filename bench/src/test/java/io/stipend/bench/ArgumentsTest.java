package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static final List<Suite> SUITES = List.of(new MemorySuite());

    @Test
    void optionsMayStandAnywhere() throws Exception {
        assertThat(Arguments.parse(List.of("--json", "memory", "--quick"), SUITES))
                .isEqualTo(new Arguments(SUITES.get(0), Set.of(), true, true, false));
        assertThat(Arguments.parse(List.of("memory"), SUITES))
                .isEqualTo(new Arguments(SUITES.get(0), Set.of(), false, false, false));
    }

    @Test
    void casesCanBeNamed() throws Exception {
        assertThat(Arguments.parse(List.of("memory", "--only=cycle,reserve@2"), SUITES)
                        .only())
                .containsExactlyInAnyOrder("cycle", "reserve@2");
    }

    @Test
    void aCaseThatThereIsNotEndsWithTwo() {
        assertThat(Bench.run(List.of("memory", "--quick", "--only=cicle"))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', no target; give memory",
        "tape, unknown target tape; give memory",
        "memory disk, 'two targets, memory and disk; give one'",
        "memory --fast, 'unknown option --fast; there are --only=CASE[@CALLERS],..., --quick, --json and --verbose'"
    })
    void aWrongCommandLineSaysWhatToGive(String line, String message) {
        List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" "));

        assertThatThrownBy(() -> Arguments.parse(args, SUITES))
                .isInstanceOf(Arguments.UsageException.class)
                .hasMessage(message);
    }

    @Test
    void poolsAreSimulatedWithOneOptionAlone() {
        assertThat(Bench.run(List.of("pools", "--json"))).isEqualTo(2);
    }

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(Bench.run(List.of("tape"))).isEqualTo(2);
    }
}
