package io.stipend.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"ana", "team a", "Ren\u00e9", "\u0645\u0631\u062d\u0628\u0627", "\ud83d\ude00", "=1+1", "a,\"b\""
            })
    void whatCanBeReadIsShownAsItIs(String id) {
        assertThat(ShownId.of(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "\u202eevil, \\u202eevil",
        "bo\u200bb, bo\\u200bb",
        "Rene\u0301, Rene\\u0301",
        "a\u00a0b, a\\u00a0b",
        "a\u3164, a\\u3164",
        "a\u001b[31m, a\\u001b[31m",
    })
    void whatCannotBeSeenIsEscaped(String id, String shown) {
        assertThat(ShownId.of(id)).isEqualTo(shown);
        assertThat(Format.cut(id, 20)).isEqualTo(shown);
    }
}
