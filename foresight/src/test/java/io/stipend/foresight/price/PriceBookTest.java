package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ResourceUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which model a name means, which price holds when, and what is refused. */
class PriceBookTest {

    private static Rates rates(String input, String output) {
        return Rates.builder()
                .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal(input))
                .perMillion(PricedUnit.OUTPUT_TOKEN, new BigDecimal(output))
                .build();
    }

    private static PricedModel model(String name, String provider, List<String> aliases, String price) {
        return new PricedModel(
                name,
                Optional.of(provider),
                aliases,
                new TreeMap<>(Map.of(PricedModel.ALWAYS, ModelPrice.of(rates(price, price)))));
    }

    private static Credits million(PriceBook book, String model) {
        return book.cost(model, ModelUsage.of(1_000_000, 0));
    }

    @Test
    void aModelCostsWhatItsRatesSay() {
        PriceBook book = PriceBook.of(List.of(PricedModel.of("gpt-4o-mini", ModelPrice.of(rates("0.15", "0.6")))));

        assertThat(book.cost("gpt-4o-mini", ModelUsage.of(1_234, 567))).isEqualTo(Credits.of("0.0005253"));
        assertThat(book.usage("gpt-4o-mini", ModelUsage.of(1_234, 567)))
                .isEqualTo(ResourceUsage.builder()
                        .credits("0.0005253")
                        .tokens(1_801)
                        .apiCalls(1)
                        .build());
    }

    @Test
    void aModelIsFoundByItsProviderAndItsAliases() {
        PriceBook book = PriceBook.of(List.of(
                model("gpt-4o", "openai", List.of("gpt-4o-latest", "gpt-4o-2024-*"), "2"),
                model("gpt-4o-2024-05-13", "openai", List.of(), "5"),
                model("gpt", "openai", List.of("gpt-*"), "9"),
                model("azure/gpt-4o", "azure", List.of(), "3"),
                model("xai/grok-4", "xai", List.of(), "4"),
                model("one/twin", "one", List.of(), "6"),
                model("other/twin", "other", List.of(), "7")));

        assertThat(million(book, "gpt-4o")).isEqualTo(Credits.of(2));
        assertThat(million(book, "openai/gpt-4o")).isEqualTo(Credits.of(2));
        assertThat(million(book, "gpt-4o-latest")).isEqualTo(Credits.of(2));
        assertThat(million(book, "openai/gpt-4o-latest")).isEqualTo(Credits.of(2));
        assertThat(million(book, "gpt-4o-2024-08-06")).isEqualTo(Credits.of(2));
        assertThat(million(book, "openai/gpt-4o-2024-08-06")).isEqualTo(Credits.of(2));
        assertThat(million(book, "gpt-4o-2024-05-13")).isEqualTo(Credits.of(5));
        assertThat(million(book, "gpt-3")).isEqualTo(Credits.of(9));
        assertThat(million(book, "azure/gpt-4o")).isEqualTo(Credits.of(3));
        assertThat(million(book, "grok-4")).isEqualTo(Credits.of(4));
        assertThatThrownBy(() -> million(book, "twin"))
                .isInstanceOfSatisfying(
                        NoPriceException.class, e -> assertThat(e.nearest()).contains("one/twin", "other/twin"));
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearest() {
        PriceBook book = PriceBook.of(List.of(
                PricedModel.of("gpt-4o", ModelPrice.of(rates("1", "1"))),
                PricedModel.of("gpt-4o-mini", ModelPrice.of(rates("1", "1"))),
                PricedModel.of("o3", ModelPrice.of(rates("1", "1"))),
                PricedModel.of("claude-opus", ModelPrice.of(rates("1", "1")))));

        assertThatThrownBy(() -> book.cost("gpt4o-min", ModelUsage.of(0, 0)))
                .isInstanceOfSatisfying(NoPriceException.class, e -> {
                    assertThat(e.model()).isEqualTo("gpt4o-min");
                    assertThat(e.nearest()).containsExactly("gpt-4o-mini", "gpt-4o", "o3");
                })
                .hasMessage("there is no price for the model 'gpt4o-min'; the nearest are gpt-4o-mini, gpt-4o, o3;"
                        + " add its price to the price list");
    }

    @Test
    void aPriceHoldsFromItsDayOn() {
        LocalDate first = LocalDate.of(2025, 4, 16);
        LocalDate second = LocalDate.of(2025, 6, 10);
        PriceBook book = PriceBook.of(List.of(new PricedModel(
                "o3",
                Optional.empty(),
                List.of(),
                new TreeMap<>(
                        Map.of(first, ModelPrice.of(rates("10", "40")), second, ModelPrice.of(rates("2", "8")))))));
        ModelUsage usage = ModelUsage.of(1_000_000, 0);

        assertThat(book.cost("o3", usage, Instant.parse("2025-06-09T23:59:59.999Z")))
                .isEqualTo(Credits.of(10));
        assertThat(book.cost("o3", usage, Instant.parse("2025-06-10T00:00:00Z")))
                .isEqualTo(Credits.of(2));
        assertThatThrownBy(() -> book.cost("o3", usage, Instant.parse("2025-04-15T12:00:00Z")))
                .isInstanceOf(NoPriceException.class)
                .hasMessage("there is no price for the model 'o3' on 2025-04-15, only from 2025-04-16 on; add the price"
                        + " before that day to the price list");
    }

    @Test
    void aLongContextAndABatchHaveRatesOfTheirOwn() {
        ModelPrice price = ModelPrice.of(rates("1", "10"))
                .withRatesAbove(200_000, rates("2", "15"))
                .withBatch(new TreeMap<>(Map.of(ModelPrice.ANY_LENGTH, rates("0.5", "5"))));
        PriceBook book = PriceBook.of(List.of(PricedModel.of("m", price)));

        assertThat(book.cost("m", ModelUsage.of(200_000, 0))).isEqualTo(Credits.of("0.2"));
        assertThat(book.cost("m", ModelUsage.of(200_001, 10))).isEqualTo(Credits.of("0.400152"));
        ModelUsage.Builder usage = ModelUsage.builder().inputTokens(100_000);
        assertThat(book.cost("m", usage.cachedInputTokens(100_001).build()))
                .as("cached tokens are part of the context")
                .isEqualTo(Credits.of("0.400002"));
        assertThat(book.cost("m", usage.requests(2).build()))
                .as("two calls of half the length")
                .isEqualTo(Credits.of("0.200001"));
        assertThat(book.cost("m", usage.requests(0).build()))
                .as("nobody knows how many calls")
                .isEqualTo(Credits.of("0.200001"));
        assertThat(book.cost(
                        "m", ModelUsage.builder().inputTokens(1_000).batch(true).build()))
                .isEqualTo(Credits.of("0.0005"));
        assertThat(book.cost(
                        "m",
                        ModelUsage.builder().inputTokens(300_000).batch(true).build()))
                .as("no batch price above")
                .isEqualTo(Credits.of("0.6"));
    }

    @Test
    void aNameMeansOneModel() {
        PricedModel one = model("one", "p", List.of("shared"), "1");
        PricedModel two = model("two", "p", List.of("shared"), "1");

        assertThatThrownBy(() -> PriceBook.of(List.of(one, two)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the name 'shared' means 'one' and 'two'; let it mean one");
        assertThatThrownBy(() -> model("three", "p", List.of("a*b"), "1"))
                .hasMessageContaining("has a * that is not its end");
    }

    @Test
    void theBuiltInBookSaysWhenItIsOld() {
        PriceBook book = PriceBook.builtIn();
        LocalDate read = book.origin().readOn().orElseThrow();

        assertThat(book.models()).hasSizeGreaterThan(20);
        assertThat(book.origin().note()).contains("https://");
        assertThat(book.ageWarning(read.plusDays(90))).isEmpty();
        assertThat(book.ageWarning(read.plusDays(91)).orElseThrow())
                .isEqualTo("the prices (built in) were read on " + read
                        + ", 91 days ago; check them, and give a newer list");
    }

    /** By hand: 10,000 × 0.5 + 40,000 × 0.05 + 60,000 × 0.625 + 1,000 × 2.5, a million of each. */
    @Test
    void theBuiltInBookPricesALongContext() {
        ModelUsage usage = ModelUsage.builder()
                .inputTokens(10_000)
                .cachedInputTokens(40_000)
                .cacheWriteTokens(60_000)
                .outputTokens(1_000)
                .build();

        assertThat(PriceBook.builtIn().cost("anthropic/claude-haiku-5-5", usage))
                .isEqualTo(Credits.of("0.047"));
    }
}
