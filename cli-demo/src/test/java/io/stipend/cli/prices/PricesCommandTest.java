package io.stipend.cli.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PricesCommandTest {

    private static final String LIST = """
            read: 2020-01-31
            source: the contract
            models:
              house-large:
                provider: house
                aliases: ["house-large-*"]
                input: 2.5
                cached-input: 0.25
                output: 10
                batch-discount: 50%
                above:
                  200000: {input: 5}
              house-painter:
                image: 0.04
              house-free:
                input: 0
                output: 0
            """;

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("prices.yaml"), text).toString();
    }

    @Test
    void aListThatCanBeUsedIsSummedUp() throws IOException {
        String file = file(LIST);
        CommandRun run = CommandRun.of("prices", "check", file);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo("ok\n3 models (" + file + "), read on 2020-01-31, the contract\n"
                        + "1 model costs nothing, because the list says so\n");
        assertThat(run.err()).startsWith("warning: the prices (" + file + ") were read on 2020-01-31, ");
    }

    @Test
    void aListThatCannotIsExplained() throws IOException {
        CommandRun run = CommandRun.of("prices", "check", file("models:\n  a: {inptu: 1}\n"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("stipend prices check: the price list has ")
                .contains("prices.yaml:2: models.a.inptu is no key here; did you mean input?");
    }

    @Test
    void modelsAreListed() throws IOException {
        CommandRun run = CommandRun.of("prices", "list", "--prices", file(LIST), "LARGE");

        assertThat(run.out())
                .isEqualTo("model        provider  input  cached  cache write  output  reasoning\n"
                        + "house-large  house       2.5    0.25          2.5      10         10\n");
    }

    @Test
    void pricesFitTheTerminal() throws IOException {
        String file = file(LIST);
        System.setProperty("stipend.columns", "60");
        try {
            for (String[] command : new String[][] {{"list"}, {"show", "house-large"}}) {
                String[] arguments = Stream.of(new String[] {"prices"}, command, new String[] {"--prices", file})
                        .flatMap(Stream::of)
                        .toArray(String[]::new);
                assertThat(CommandRun.of(arguments).out().lines().takeWhile(line -> !line.contains("prices.yaml")))
                        .hasSizeGreaterThan(6)
                        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(60));
            }
        } finally {
            System.clearProperty("stipend.columns");
        }
    }

    @Test
    void allThatAModelCostsIsShown() throws IOException {
        CommandRun run = CommandRun.of("prices", "show", "house/house-large-7", "--prices", file(LIST));

        assertThat(run.out()).startsWith("""
                        house-large (house), also house-large-*

                        each                         credits  batch  credits above 200,000  batch above 200,000
                        million input tokens             2.5   1.25                      5                  2.5
                        million cached input tokens     0.25  0.125                   0.25                0.125
                        million cache-write tokens       2.5   1.25                      5                  2.5
                        million output tokens             10      5                     10                    5
                        million reasoning tokens          10      5                     10                    5
                        """);
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearest() {
        CommandRun run = CommandRun.of("prices", "show", "gpt4o-mini");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("there is no price for the model 'gpt4o-mini'; the nearest are gpt-4o-mini, ");
    }

    @Test
    void aListsOwnTextDoesNotReachTheTerminalAsCommands() throws IOException {
        CommandRun run = CommandRun.of(
                "prices", "check", file("source: \"\\e[31mours\"\nmodels:\n  a: {input: 1, output: 1}\n"));

        assertThat(run.out()).contains("\\u001b[31mours").doesNotContain("\u001b");
    }
}
