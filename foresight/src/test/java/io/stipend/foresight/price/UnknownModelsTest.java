package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownModelsTest {

    private static final PriceBook BOOK = PriceBook.of(List.of(PricedModel.of(
            "known",
            ModelPrice.of(Rates.builder()
                    .perMillion(PricedUnit.INPUT_TOKEN, BigDecimal.ONE)
                    .build()))));
    private static final ModelUsage USAGE = ModelUsage.of(1_000_000, 0);
    private static final ModelUsage WITH_OUTPUT = ModelUsage.of(1_000_000, 1_000_000);

    @Test
    void whatHasAPriceCostsIt() {
        for (String text : List.of("fail", "skip", "price=7/9")) {
            assertThat(UnknownModels.parse(text).orElseThrow().cost(BOOK, "known", USAGE, Instant.EPOCH))
                    .contains(Credits.of(1));
        }
    }

    @Test
    void whatHasNoneIsRefusedLeftOutOrPriced() {
        UnknownModels fail = UnknownModels.parse("fail").orElseThrow();

        assertThatThrownBy(() -> fail.cost(BOOK, "unknown", USAGE, Instant.EPOCH))
                .isInstanceOf(NoPriceException.class);
        assertThatThrownBy(() -> fail.cost(BOOK, "known", WITH_OUTPUT, Instant.EPOCH))
                .isInstanceOf(NoPriceException.class);
        assertThat(UnknownModels.parse("skip").orElseThrow().cost(BOOK, "unknown", USAGE, Instant.EPOCH))
                .isEmpty();
        assertThat(UnknownModels.parse("price=3.5/15").orElseThrow().cost(BOOK, "known", WITH_OUTPUT, Instant.EPOCH))
                .contains(Credits.of("18.5"));
        assertThat(UnknownModels.parse("price=2").orElseThrow().cost(BOOK, "unknown", WITH_OUTPUT, Instant.EPOCH))
                .contains(Credits.of(4));
    }

    @Test
    void otherTextIsNone() {
        assertThat(List.of("", "free", "price=", "price=-1", "price=1/", "price=1e3", "price=1/2/3", "Skip"))
                .allSatisfy(text -> assertThat(UnknownModels.parse(text)).isEmpty());
    }
}
