package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests cost: what the log says, else the price of their model, else that of any tokens. */
final class ReplayPricesTest {

    private static final String LIST = "models:\n  house-large: {provider: house, input: 2.5, output: 10}\n";

    /** By hand: 0.0075 by the list, 0.5 by the log, and 0.0105 at 3 and 15 a million. */
    private static final String PRICED = """
            timestamp,user,model,input_tokens,output_tokens,cost
            2026-11-01T00:00:00Z,ann,house-large,1000,500,
            2026-11-01T00:00:10Z,ann,house-large,1000,500,0.5
            2026-11-01T00:00:20Z,bob,,1000,500,
            """;

    private static final String UNPRICED = PRICED + "2026-11-01T00:00:30Z,bob,hose-large,1000,500,\n";

    @TempDir
    private Path folder;

    private CommandRun replay(String log, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("replay", "--report", "json"));
        arguments.add(Files.writeString(folder.resolve("log.csv"), log).toString());
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private String list() throws IOException {
        return Files.writeString(folder.resolve("prices.yaml"), LIST).toString();
    }

    private static String charged(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run.json().at("/credits/charged").asString();
    }

    @Test
    void aRequestCostsWhatTheLogTheListOrTheOptionsSay() throws IOException {
        assertThat(charged(replay(PRICED, "--prices", list()))).isEqualTo("0.51800000");
        assertThat(charged(replay(PRICED, "--prices", list(), "--price-in", "1", "--price-out", "1")))
                .as("0.0015 where the log names no model")
                .isEqualTo("0.50900000");
    }

    @Test
    void aModelWithoutAPriceIsRefusedWithTheNearest() throws IOException {
        CommandRun run = replay(UNPRICED, "--prices", list());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("log.csv, line 5: there is no price for the model 'hose-large'; the nearest are house-large;")
                .contains("--unknown-model skip")
                .doesNotContain("nor is there one");
    }

    @Test
    void allModelsWithoutAPriceAreNamedAtOnce() throws IOException {
        String log = UNPRICED + "2026-11-01T00:00:40Z,bob,b,1,1,\n2026-11-01T00:00:41Z,bob,a,1,1,\n"
                + "2026-11-01T00:00:42Z,bob,b,1,1,\n";

        assertThat(replay(log, "--prices", list()).err())
                .contains("log.csv, line 5: there is no price for the model 'hose-large'")
                .contains("nor is there one for 2 more models: 'b', 'a'\n");
    }

    @Test
    void orItIsLeftOutOrPricedAsTheOptionSays() throws IOException {
        CommandRun skipped = replay(UNPRICED, "--prices", list(), "--unknown-model", "skip");
        assertThat(charged(skipped)).isEqualTo("0.51800000");
        assertThat(skipped.json().at("/trace/requests").asInt()).isEqualTo(3);
        assertThat(skipped.err())
                .startsWith(
                        "stipend replay: the price list does not have 'hose-large' (1 request); left out: 1 request");

        CommandRun priced = replay(UNPRICED, "--prices", list(), "--unknown-model", "price=1");
        assertThat(charged(priced)).isEqualTo("0.51950000");
        assertThat(priced.err()).contains("they cost what --unknown-model says");

        assertThat(replay(UNPRICED, "--unknown-model", "free").err())
                .contains("'free' is not known; give fail, skip, or price=INPUT/OUTPUT");
    }

    private String config(String name, String prices) throws IOException {
        return Files.writeString(folder.resolve(name), "store: {type: memory}\nprices:\n" + prices)
                .toString();
    }

    @Test
    void aConfigurationsPriceListHoldsUnlessPricesAreTyped() throws IOException {
        list();
        String failing = config("failing.yaml", "  file: prices.yaml\n");
        String skipping = config("skipping.yaml", "  file: prices.yaml\n  unknown-models: skip\n");

        assertThat(charged(replay(PRICED, "--config", failing))).isEqualTo("0.51800000");
        assertThat(charged(replay(UNPRICED, "--config", skipping))).isEqualTo("0.51800000");
        assertThat(replay(UNPRICED, "--config", failing).err())
                .contains("there is no price for the model 'hose-large'");
        assertThat(charged(replay(PRICED, "--config", failing, "--price-in", "3", "--price-out", "15")))
                .isEqualTo("0.52100000");
        CommandRun compared = replay(UNPRICED, "--compare", failing, skipping);
        assertThat(compared.status()).isEqualTo(2);
        assertThat(compared.err()).contains("the configurations have different prices; give --prices FILE");
    }

    /** By hand: gpt-4o as the list that is built in has it, 2.5 and 10 a million; 0.5 by the log; no model at 3 and 15. */
    @Test
    void withoutOptionsTheModelsThatAreKnownCostTheirPrice() throws IOException {
        assertThat(charged(replay(PRICED.replace(",house-large,", ",gpt-4o,")))).isEqualTo("0.51800000");
    }

    @Test
    void withoutOptionsAModelThatIsNotKnownIsRefused() throws IOException {
        CommandRun run = replay(UNPRICED.replace(",house-large,", ",gpt-4o,"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("line 5: there is no price for the model 'hose-large'; the nearest are ");
    }

    /** By hand: 0.0105 each, and 0.5 by the log. */
    @Test
    void pricesThatAreTypedAreThoseOfAllModels() throws IOException {
        CommandRun run = replay(UNPRICED, "--price-in", "3", "--price-out", "15");

        assertThat(charged(run)).isEqualTo("0.53150000");
    }

    @Test
    void nothingLeftToReplayIsWrongUsage() throws IOException {
        CommandRun run = replay(
                "timestamp,model,input_tokens,output_tokens\n2026-11-01T00:00:00Z,nobody,1,1\n",
                "--unknown-model",
                "skip");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("stipend replay: no request has a price; give --prices FILE")
                .contains("Run 'stipend replay --help'");
    }
}
