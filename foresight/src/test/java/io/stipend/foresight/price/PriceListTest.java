package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.Credits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Price lists of either format, whole and damaged. */
class PriceListTest {

    private static final String LITELLM = """
            {
              "sample_spec": {"input_cost_per_token": "a number", "mode": "one of chat, ..."},
              "acme-large": {
                "litellm_provider": "acme",
                "mode": "chat",
                "max_tokens": 8192,
                "supports_vision": true,
                "input_cost_per_token": 1.25e-06,
                "input_cost_per_token_above_200k_tokens": 2.5e-06,
                "input_cost_per_token_priority": 9e-06,
                "cache_read_input_token_cost": 1.25e-07,
                "cache_read_input_token_cost_above_200k_tokens": 2.5e-07,
                "cache_creation_input_token_cost": 1.5e-06,
                "cache_creation_input_token_cost_above_1hr": 3e-06,
                "output_cost_per_token": 1e-05,
                "output_cost_per_token_above_200k_tokens": 1.5e-05,
                "output_cost_per_reasoning_token": 2.0000000000000003e-05,
                "input_cost_per_token_batches": 6.25e-07,
                "output_cost_per_token_batches": 5e-06
              },
              "acme/ears": {"litellm_provider": "acme", "mode": "audio_transcription", "input_cost_per_second": 0.0001,
                            "output_cost_per_second": 0.0},
              "acme/paint": {"litellm_provider": "acme", "mode": "image_generation", "output_cost_per_image": 0.04,
                             "input_cost_per_token": null},
              "acme/tiers": {"litellm_provider": "acme", "tiered_pricing": [
                {"range": [0, 32000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
                {"range": [32000.0, null], "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}]},
              "acme/tts": {"litellm_provider": "acme", "mode": "audio_speech", "input_cost_per_character": 1.5e-05}
            }
            """;

    @TempDir
    private Path folder;

    private PriceBook read(String name, String text) throws IOException {
        return PriceBook.read(Files.writeString(folder.resolve(name), text));
    }

    private void assertRefused(String text, String... problems) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), text);
        assertThatThrownBy(() -> PriceBook.read(file))
                .isInstanceOf(PriceListException.class)
                .message()
                .satisfies(message -> assertThat(message.replace(folder + "/", "")
                                .lines()
                                .skip(1)
                                .map(String::strip))
                        .containsExactly(problems));
    }

    @Test
    void ourOwnFormat() throws IOException {
        PriceBook book = read("prices.yaml", """
                read: 2026-11-01
                source: the contract
                models:
                  house-model:
                    provider: house
                    aliases: [hm, "hm-*"]
                    input: 1
                    cached-input: .1
                    output: 4
                    reasoning: 2e0
                    request: 0.001
                    batch-discount: 25%
                    above:
                      1000: {input: 2}
                  painter:
                    image: 0.04
                    second: 0.0005
                  dated:
                    prices:
                      - input: 1
                        output: 1
                      - from: 2026-03-01
                        input: 3
                        output: 3
                        batch: {output: 2}
                """);
        ModelUsage usage = ModelUsage.builder()
                .inputTokens(500)
                .cachedInputTokens(400)
                .outputTokens(100)
                .reasoningTokens(50)
                .build();

        assertThat(book.origin().readOn()).contains(LocalDate.of(2026, 11, 1));
        assertThat(book.origin().note()).isEqualTo("the contract");
        assertThat(book.cost("house/hm-2", usage))
                .as("500 × 1 + 400 × 0.1 + 100 × 4 + 50 × 2 millionths, and a request")
                .isEqualTo(Credits.of("0.00204"));
        assertThat(book.cost("hm", ModelUsage.of(1_001, 100)))
                .as("1001 × 2 + 100 × 4 millionths, and a request")
                .isEqualTo(Credits.of("0.003402"));
        assertThat(book.cost(
                        "hm", ModelUsage.builder().inputTokens(400).batch(true).build()))
                .as("three quarters of 400 millionths and a request")
                .isEqualTo(Credits.of("0.00105"));
        assertThat(book.cost(
                        "painter",
                        ModelUsage.builder().images(2).mediaMillis(1_500).build()))
                .isEqualTo(Credits.of("0.08075"));
        ModelUsage million = ModelUsage.builder()
                .inputTokens(1_000_000)
                .outputTokens(1_000_000)
                .batch(true)
                .build();
        assertThat(book.cost("dated", million, Instant.parse("2026-02-28T23:00:00Z")))
                .isEqualTo(Credits.of(2));
        assertThat(book.cost("dated", million, Instant.parse("2026-03-01T00:00:00Z")))
                .isEqualTo(Credits.of(5));
    }

    @Test
    void liteLlmsFormat() throws IOException {
        Path file = Files.writeString(folder.resolve("model_prices_and_context_window.json"), LITELLM);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-09-01T12:00:00Z")));
        PriceBook book = PriceBook.read(file);
        ModelUsage.Builder usage = ModelUsage.builder()
                .inputTokens(1_000)
                .cachedInputTokens(2_000)
                .cacheWriteTokens(100)
                .outputTokens(300);

        assertThat(book.origin().readOn()).contains(LocalDate.of(2026, 9, 1));
        assertThat(book.origin().passedOver()).as("priced by the character").isEqualTo(1);
        assertThat(book.models())
                .extracting(PricedModel::name)
                .containsExactly("acme-large", "acme/ears", "acme/paint", "acme/tiers");
        assertThat(book.cost("acme/acme-large", usage.build()))
                .as("1000 × 1.25 + 2000 × 0.125 + 100 × 1.5 + 300 × 10 millionths")
                .isEqualTo(Credits.of("0.00465"));
        assertThat(book.cost("acme-large", usage.reasoningTokens(10).build()))
                .as("and 10 × 20, without the noise of a double")
                .isEqualTo(Credits.of("0.00485"));
        assertThat(book.cost("acme-large", usage.reasoningTokens(0).batch(true).build()))
                .as("1000 × 0.625 + 2000 × 0.125 + 100 × 1.5 + 300 × 5 millionths")
                .isEqualTo(Credits.of("0.002525"));
        assertThat(book.cost("acme-large", ModelUsage.of(200_001, 1_000)))
                .as("200001 × 2.5 + 1000 × 15 millionths")
                .isEqualTo(Credits.of("0.5150025"));
        assertThat(book.cost("ears", ModelUsage.builder().mediaMillis(90_500).build()))
                .isEqualTo(Credits.of("0.00905"));
        assertThat(book.cost("paint", ModelUsage.builder().images(3).build())).isEqualTo(Credits.of("0.12"));
        assertThat(book.cost("acme/tiers", ModelUsage.of(32_000, 1))).isEqualTo(Credits.of("0.032002"));
        assertThat(book.cost("acme/tiers", ModelUsage.of(32_001, 1))).isEqualTo(Credits.of("0.096007"));
    }

    @Test
    void aDamagedListSaysAllThatIsWrong() throws IOException {
        assertRefused(
                """
                read: yesterday
                sauce: me
                models:
                  a:
                    input: -1
                    inptu: 2
                    output: .nan
                  b:
                    input: 1
                    input: 2
                    output:
                  c:
                    batch-discount: 0.5
                    input: [1]
                    above:
                      many: {input: 1}
                  d: 5
                  e:
                    provider: x
                """,
                "p.yaml:1: read is 'yesterday'; give a day such as 2026-01-31",
                "p.yaml:2: sauce is no key here; did you mean source?",
                "p.yaml:5: models.a.input is '-1'; give a number, 0 or more, such as 2.5",
                "p.yaml:6: models.a.inptu is no key here; did you mean input?",
                "p.yaml:7: models.a.output is '.nan'; give a number, 0 or more, such as 2.5",
                "p.yaml:10: models.b.input was given in line 9 already; leave one out",
                "p.yaml:11: models.b.output has no value; give a number, 0 or more, such as 2.5",
                "p.yaml:13: models.c.batch-discount is '0.5'; give 0% to 100%, such as 50%",
                "p.yaml:14: models.c.input is no number; give a number, 0 or more, such as 2.5",
                "p.yaml:16: models.c.above.many is no length of a context; give tokens, such as 200000",
                "p.yaml:17: models.d is no section; give keys and values under it",
                "p.yaml:19: models.e has no price; give input and output, in credits per million tokens");
    }

    @Test
    void datesThatOverlapAreRefused() throws IOException {
        assertRefused(
                """
                models:
                  a:
                    prices:
                      - {from: 2026-01-01, input: 1, output: 1}
                      - {from: 2026-01-01, input: 2, output: 1}
                  b:
                    prices:
                      - {input: 1, output: 1}
                      - {input: 2, output: 1}
                """,
                "p.yaml:5: models.a.prices.from is 2026-01-01, and so is that of another price: the two overlap; give each the day"
                        + " it begins on",
                "p.yaml:9: models.b.prices.from is missing twice: the two overlap; give each the day it begins on");
    }

    @Test
    void aModelThatStandsTwiceIsRefused() throws IOException {
        assertRefused(
                "models:\n  a: {input: 1, output: 1}\n  a: {input: 2, output: 1}\n",
                "p.yaml:3: models.a was given in line 2 already; leave one out");
        assertRefused(
                "models:\n  a: {aliases: [c], input: 1}\n  b: {aliases: [c], input: 1}\n",
                "p.yaml: the name 'c' means 'a' and 'b'; let it mean one");
    }

    @Test
    void aPriceThatIsTooFineIsRefused() throws IOException {
        assertRefused(
                "models:\n  a: {input: 0.0000000000001}\n",
                "p.yaml:2: models.a.input cannot be used: a price of 1E-19 credits for each input token has more than 18 decimals;"
                        + " round it");
    }

    @Test
    void whatIsNoListIsRefused() throws IOException {
        assertRefused("", "p.yaml: models is not there; give the models and their prices under it");
        assertRefused("- 1", "p.yaml:1: is not made of keys and values; docs/prices.md shows a list");
        assertRefused(
                "models: {a: &x {input: 1}, b: *x}", "p.yaml:1: has an alias (*name); write out what it stands for");
        assertRefused("a: [", "p.yaml:1: is not YAML: expected the node content, but found '<stream end>'");
        Path latin = Files.write(folder.resolve("latin.yaml"), "models: é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PriceBook.read(latin)).hasMessageContaining("is not UTF-8; write it so");
        Path absent = folder.resolve("absent.yaml");
        assertThatThrownBy(() -> PriceBook.read(absent))
                .hasMessageContaining("is not there; give the path of a price list");
    }

    @Test
    void damagedJsonIsRefusedWithItsLine() throws IOException {
        assertRefused(
                """
                {"a": {"litellm_provider": "x",
                       "input_cost_per_token": "cheap",
                       "output_cost_per_token": -1e-6}}
                """,
                "p.yaml:2: a.input_cost_per_token is 'cheap'; give a number, 0 or more, such as 2.5",
                "p.yaml:3: a.output_cost_per_token is '-1e-6'; give a number, 0 or more, such as 2.5");
        Path nan = Files.writeString(folder.resolve("nan.json"), "{\"a\":\n {\"input_cost_per_token\": NaN}}");
        assertThatThrownBy(() -> PriceBook.read(nan))
                .isInstanceOf(PriceListException.class)
                .hasMessageContaining("nan.json:2: is not JSON that can be read");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        assertThat(read("marked.json", "\ufeff{\"m\": {\"input_cost_per_token\": 1e-6}}")
                        .has("m"))
                .isTrue();
        assertThat(read("marked.yaml", "\ufeffmodels:\n  m: {input: 1}\n").has("m"))
                .isTrue();
    }

    @Test
    void whatIsTooDeepIsRefusedInOurOwnWords() throws IOException {
        for (String deep : new String[] {"models: " + "[".repeat(1_000), "{\"m\": ".repeat(1_000)}) {
            assertThatThrownBy(() -> read("deep.yaml", deep))
                    .isInstanceOf(PriceListException.class)
                    .hasMessageContaining("is nested deeper than 100 levels")
                    .hasMessageNotContaining("StreamReadConstraints");
        }
    }
}
