package io.stipend.core.spi.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTest {

    private static final String EMOJI = "\ud83d\ude80";

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "user-1", "../../etc", "a/b%c:d", "'; drop table", "ключ", "日本", "a b", "ÿ", "€", "{}"})
    void takesAnyReadableText(String id) {
        assertThat(Checks.id(id, "user id")).isSameAs(id);
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertThat(Checks.id(EMOJI.repeat(32), "id")).hasSize(64);
        assertThat(Checks.id("é".repeat(64), "id")).hasSize(64);
        assertThat(Checks.id("x".repeat(128), "id")).hasSize(128);
        assertRefused(EMOJI.repeat(32) + "x", "longer than 128 bytes", "shorten");
        assertRefused("é".repeat(64) + "x", "longer than 128 bytes");
        assertRefused("x".repeat(129), "longer than 128 bytes");
        assertRefused("x".repeat(1 << 20), "longer than 128 bytes", "1048576 characters");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        assertThatThrownBy(() -> Checks.id(null, "swarm id"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("swarm id is null; give a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u2003", "\t", "\n"})
    void refusesBlank(String id) {
        assertRefused(id, "swarm id is blank", "1 to 128 bytes");
    }

    @Test
    void refusesAMegabyteOfBlanks() {
        assertRefused(" ".repeat(1 << 20), "blank");
    }

    static Stream<String> controls() {
        return IntStream.concat(IntStream.rangeClosed(0, 0x1f), IntStream.rangeClosed(0x7f, 0x9f))
                .mapToObj(c -> String.valueOf((char) c));
    }

    @ParameterizedTest
    @MethodSource("controls")
    void refusesControlCharactersWithoutEchoingThem(String control) {
        for (String id : List.of(control + "ab", "a" + control + "b", "ab" + control)) {
            assertRefused(id, String.format("U+%04X", (int) control.charAt(0)), "at index", "remove it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud800",
                "\udc00",
                "\ud83dab",
                "ab\ud83d",
                "\ude80ab",
                "ab\ude80",
                "a\ud83db",
                "a\ude80b",
                "\ude80\ud83d",
                "\ud83d\ud83d\ude80",
                "\ud83d\ude80\ude80"
            })
    void refusesUnpairedSurrogates(String id) {
        assertRefused(id, "unpaired surrogate", "well-formed");
    }

    @Test
    void agreesWithTheEncoderOnAnyText() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = randomText(random);
            boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= 60;
            boolean wellFormed = StandardCharsets.UTF_8.newEncoder().canEncode(text);
            boolean controlled = text.chars().anyMatch(Character::isISOControl);
            assertThat(accepts(text))
                    .as("seed %d, text %s", seed, Arrays.toString(text.toCharArray()))
                    .isEqualTo(fits && wellFormed && !controlled);
        }
    }

    private static boolean accepts(String text) {
        try {
            Checks.text(text, "text", 60);
            return true;
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(40)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                case 2, 3, 4 -> text.appendCodePoint(0x1f600 + random.nextInt(50));
                case 5, 6, 7 -> text.append((char) (0xa0 + random.nextInt(0x700)));
                case 8, 9 -> text.append((char) (0x800 + random.nextInt(0x7000)));
                default -> text.append((char) (0x20 + random.nextInt(0x5f)));
            }
        }
        return text.toString();
    }

    @Test
    void showsNothingThatATerminalOrALogWouldObey() {
        assertThat(Checks.shown("a\u001b[31mb\nc\u009b\u007f")).isEqualTo("'a\\u001b[31mb\\u000ac\\u009b\\u007f'");
        assertThat(Checks.shown("gnp.\u202eexe")).as("right to left").isEqualTo("'gnp.\\u202eexe'");
        assertThat(Checks.shown("one\u2028two\u2029three")).isEqualTo("'one\\u2028two\\u2029three'");
        assertThat(Checks.shown("\ud83d")).isEqualTo("'\\ud83d'");
        assertThat(Checks.shown(EMOJI)).isEqualTo("'" + EMOJI + "'");
        assertThat(Checks.shown("x".repeat(41))).isEqualTo("'" + "x".repeat(40) + "…'");
        assertThat(Checks.shown("x".repeat(40))).isEqualTo("'" + "x".repeat(40) + "'");
    }

    @Test
    void textMayBeEmptyAndAnIdNot() {
        assertThat(Checks.text("", "reason", 256)).isEmpty();
        assertThat(Checks.text("x".repeat(256), "reason", 256)).hasSize(256);
        assertThatThrownBy(() -> Checks.text("x".repeat(257), "reason", 256))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("reason is longer than 256 bytes");
    }

    @Test
    void amountsAreFromZeroToTheLargestExactDouble() {
        assertThat(Resource.TOKENS.checked(0)).isZero();
        assertThat(Resource.TOKENS.checked(9_007_199_254_740_991L)).isEqualTo(Checks.MAX_AMOUNT);
        for (long bad : new long[] {-1, Checks.MAX_AMOUNT + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> Resource.TOKENS.checked(bad))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContainingAll("TOKENS", Long.toString(bad), "from 0 to 9007199254740991");
        }
    }

    private static void assertRefused(String id, String... parts) {
        assertThatThrownBy(() -> Checks.id(id, "swarm id"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("swarm id")
                .hasMessageContainingAll(parts)
                .satisfies(e -> {
                    assertThat(e.getMessage()).hasSizeLessThan(400);
                    assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl);
                    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(e.getMessage()))
                            .as("well-formed")
                            .isTrue();
                });
    }
}
