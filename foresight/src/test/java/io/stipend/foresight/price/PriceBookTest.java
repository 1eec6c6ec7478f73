package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceBookTest {

    private static final Rates RATES = Rates.builder()
            .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal("0.15"))
            .perMillion(PricedUnit.OUTPUT_TOKEN, new BigDecimal("0.6"))
            .build();

    @Test
    void aModelCostsWhatItsRatesSay() {
        PriceBook book = PriceBook.builder().model("gpt-4o-mini", RATES).build();

        assertThat(book.cost("gpt-4o-mini", ModelUsage.of(1_234, 567))).isEqualTo(Credits.of("0.0005253"));
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearest() {
        PriceBook book = PriceBook.builder()
                .model("gpt-4o", RATES)
                .model("gpt-4o-mini", RATES)
                .model("o3", RATES)
                .model("claude-opus", RATES)
                .build();

        assertThatThrownBy(() -> book.cost("gpt4o-min", ModelUsage.of(1, 1)))
                .isInstanceOfSatisfying(UnknownModelException.class, e -> {
                    assertThat(e.model()).isEqualTo("gpt4o-min");
                    assertThat(e.nearest()).containsExactly("gpt-4o-mini", "gpt-4o", "o3");
                })
                .hasMessage("no price for the model 'gpt4o-min'; the nearest are gpt-4o-mini, gpt-4o, o3;"
                        + " add its price to the price book");
    }

    @Test
    void aModelIsInTheBookOnce() {
        PriceBook.Builder builder = PriceBook.builder().model("o3", RATES);

        assertThatThrownBy(() -> builder.model("o3", RATES))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is in the book already");
    }
}
