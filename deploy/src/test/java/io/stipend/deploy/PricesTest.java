package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.ReserveResult;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.foresight.price.NoPriceException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that names the model it calls is held at the price of a list, which can change while the deployment runs. */
final class PricesTest {

    private static final String MAIN = "store: {type: memory}\nprices: {file: prices.yaml, check-interval: 0s}\n";
    private static final String LIST = "models:\n  house: {input: 1, output: 4}\n";

    @TempDir
    private Path folder;

    private TestConfig files;

    @BeforeEach
    void writePrices() {
        files = new TestConfig(folder);
        files.write("prices.yaml", LIST);
    }

    private static Credits held(Deployment deployment, String model) {
        ReserveResult result = deployment
                .manager()
                .reserveBudget(
                        AvailableResources.credits("1000"),
                        ExecutionConstraints.builder()
                                .modelCall(model, 1_000_000, 1_000_000)
                                .build());
        return Credits.ofUnits(result.orElseThrow().held().credits());
    }

    @Test
    void aStepIsHeldAtThePriceOfItsCall() {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            assertThat(held(deployment, "house")).isEqualTo(Credits.of(5));
            assertThatThrownBy(() -> held(deployment, "hose"))
                    .isInstanceOf(NoPriceException.class)
                    .hasMessageContaining("there is no price for the model 'hose'; the nearest are house");
        }
    }

    @Test
    void theBuiltInListIsThereToo() {
        try (Deployment deployment = Deployment.start(files.load(MAIN.replace("prices.yaml", "built-in")))) {
            assertThat(held(deployment, "openai/gpt-4.1")).isEqualTo(Credits.of(10));
        }
    }

    @Test
    void aModelWithoutAPriceIsHeldAsTheConfigurationSays() {
        String skip = MAIN.replace("0s", "0s, unknown-models: skip");
        try (Deployment deployment = Deployment.start(files.load(skip))) {
            assertThat(held(deployment, "other")).isEqualTo(Credits.of("0.1"));
        }
        try (Deployment deployment = Deployment.start(files.load(skip.replace("skip", "price=3/15")))) {
            assertThat(held(deployment, "other")).isEqualTo(Credits.of(18));
        }
    }

    @Test
    void aChangedListIsSeenByTheNextReserve() {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            files.write("prices.yaml", LIST.replace("input: 1", "input: 2"));
            assertThat(held(deployment, "house")).isEqualTo(Credits.of(6));

            files.write("prices.yaml", LIST.replace("input: 1", "input: -1"));
            assertThat(held(deployment, "house")).isEqualTo(Credits.of(6));
            assertThatThrownBy(deployment::reloadPrices)
                    .isInstanceOf(StipendException.class)
                    .hasMessageContaining("prices.yaml:2: models.house.input is '-1'");
            assertThat(deployment
                            .meters()
                            .get("stipend.prices.refused")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);

            files.write("prices.yaml", LIST.replace("input: 1", "input: 3"));
            assertThat(held(deployment, "house")).isEqualTo(Credits.of(7));
        }
    }

    @Test
    void pricesInCodeReplaceThoseOfTheConfiguration() {
        Extensions extensions = Extensions.none().withPrices((model, input, output) -> Optional.of(Credits.of(9)));
        try (Deployment deployment = Deployment.start(files.load(MAIN), extensions)) {
            assertThat(held(deployment, "anything")).isEqualTo(Credits.of(9));
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingStarts() {
        files.write("prices.yaml", LIST.replace("output", "outptu"));

        assertThat(files.problems(MAIN))
                .containsExactly(
                        "stipend.yaml:2: prices.file is 'prices.yaml', which cannot be used: the price list has an error:\n"
                                + "  prices.yaml:2: models.house.outptu is no key here; did you mean output?");
        assertThat(files.problems(MAIN.replace("prices.yaml", "absent.yaml")))
                .containsExactly(
                        "stipend.yaml:2: prices.file is 'absent.yaml', which cannot be used: the price list has an error:\n"
                                + "  absent.yaml: is not there; give the path of a price list");
        assertThat(files.problems(MAIN.replace("0s", "0s, unknown-models: free")))
                .containsExactly(
                        "stipend.yaml:2: prices.unknown-models is 'free', which is none of them; give fail, skip, or"
                                + " price=INPUT/OUTPUT in credits per million tokens, such as price=3/15");
    }
}
