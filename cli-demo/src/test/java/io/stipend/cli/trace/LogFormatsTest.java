package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each format that docs/traces.md names: its sample is recognised, and what it costs is what was worked out by hand. */
class LogFormatsTest {

    @TempDir
    Path folder;

    private Trace read(String name) throws IOException {
        return TraceReader.read(TraceSource.file(TraceFiles.copy("samples/" + name, folder)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # log                | recognised as        | requests | failed | others | sums | credits
            ours.csv             | known columns        |  3 | 0 | 0 | 0 | 0.515915
            ours.jsonl           | known columns        |  3 | 0 | 0 | 0 | 0.515915
            azure2023.csv        | Azure                |  2 | 0 | 0 | 0 | 0.024234
            azure2024.csv        | Azure                |  2 | 0 | 0 | 0 | 0.00945
            azure2025.csv        | Azure                |  2 | 0 | 0 | 0 | 0.008148
            mooncake.jsonl       | Mooncake             |  2 | 0 | 0 | 0 | 0.057072
            burstgpt.csv         | BurstGPT             |  3 | 1 | 0 | 0 | 0.009648
            litellm.jsonl        | LiteLLM              |  2 | 1 | 0 | 0 | 0.00125
            litellm.csv          | LiteLLM              |  2 | 1 | 0 | 0 | 0.00125
            openai-usage.tsv     | OpenAI usage         | 12 | 0 | 1 | 1 | 0.00519
            openai-usage.json    | OpenAI usage         | 12 | 0 | 0 | 1 | 0.00519
            openai-costs.csv     | OpenAI cost          |  2 | 0 | 1 | 2 | 1
            openai-costs.json    | OpenAI's costs       |  1 | 0 | 0 | 1 | 0.06
            anthropic-usage.csv  | Anthropic usage      |  2 | 0 | 0 | 2 | 0.795
            anthropic-usage.json | Anthropic's usage    |  1 | 0 | 0 | 1 | 0.615
            anthropic-costs.csv  | Anthropic cost       |  2 | 0 | 0 | 2 | 2
            anthropic-costs.json | Anthropic's cost     |  1 | 0 | 0 | 1 | 1.2345
            langfuse.jsonl       | Langfuse's export    |  2 | 1 | 1 | 0 | 0.0043
            langfuse.csv         | Langfuse's export    |  1 | 0 | 0 | 0 | 0.004
            langfuse-api.json    | Langfuse's export | 1 | 0 | 0 | 0 | 0.00275
            langsmith.jsonl      | LangSmith            |  2 | 1 | 1 | 0 | 0.0035
            helicone.jsonl       | Helicone             |  2 | 1 | 0 | 0 | 0.00375
            otlp.json            | OTLP                 |  2 | 1 | 2 | 0 | 0.00342
            otel-console.json    | OpenTelemetry        |  2 | 1 | 0 | 0 | 0.003696
            anthropic-api.jsonl  | known columns        |  1 | 0 | 0 | 0 | 0.0027
            openai-api.jsonl     | known columns        |  1 | 0 | 0 | 0 | 0.00342
            """)
    void sampleCostsWhatItShould(
            String log, String format, int requests, long failed, long others, long sums, BigDecimal credits)
            throws IOException {
        Trace trace = read(log);

        assertThat(trace.notes().format()).contains(format);
        assertThat(trace.requests()).hasSize(requests);
        assertThat(trace.notes().failed()).as("failed").isEqualTo(failed);
        assertThat(trace.notes().others()).as("others").isEqualTo(others);
        assertThat(trace.notes().sums()).as("sums").isEqualTo(sums);
        assertThat(TraceFiles.cost(trace)).isEqualByComparingTo(credits);
    }

    @ParameterizedTest
    @CsvSource({"ours.csv", "ours.jsonl", "openai-usage.tsv", "openai-usage.json"})
    void packedWithGzipItIsTheSame(String log) throws IOException {
        Path packed = TraceFiles.gzip(TraceFiles.copy("samples/" + log, folder));

        assertThat(TraceReader.read(TraceSource.file(packed)).requests())
                .isEqualTo(read(log).requests());
    }

    @Test
    void ourOwnFormatSaysEverything() throws IOException {
        Trace trace = read("ours.csv");

        assertThat(trace.requests().get(0))
                .isEqualTo(new TraceRequest(
                        2,
                        Instant.parse("2026-03-02T09:00:00.120Z"),
                        Optional.of("ada"),
                        0,
                        Optional.of("opus"),
                        Optional.of("anthropic"),
                        ModelUsage.builder()
                                .inputTokens(300)
                                .cachedInputTokens(600)
                                .cacheWriteTokens(100)
                                .outputTokens(64)
                                .build(),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(950)),
                        false));
        assertThat(trace.requests().get(1).usage().reasoningTokens()).isEqualTo(300);
        assertThat(trace.requests().get(1).duration()).contains(Duration.ofNanos(4_210_500_000L));
        assertThat(trace.requests().get(2).cost()).contains(Credits.of("0.5"));
        assertThat(trace.sessions()).containsExactly("build-17", "line-4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            litellm.jsonl     | ada | gpt-4o-mini       | openai    | 2.5
            litellm.csv       | ada | gpt-4o-mini       | openai-no | 2.5
            langfuse.jsonl    | ada | gpt-4o            | none      | 1.25
            langsmith.jsonl   | ada | gpt-4o            | openai    | 2.5
            helicone.jsonl    | ada | gpt-4o-2024-08-06 | OPENAI    | 1
            otlp.json         |     | gpt-4o            | openai    | 2.5
            otel-console.json |     | gpt-4o            | openai    | 2.5
            burstgpt.csv      |     | ChatGPT           | none      | 1.5
            """)
    void whoAndWhatAndHowLong(String log, String user, String model, String provider, BigDecimal seconds)
            throws IOException {
        TraceRequest first = read(log).requests().get(0);

        assertThat(first.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(first.model()).contains(model);
        assertThat(first.provider().orElse(log.endsWith(".csv") && provider.equals("openai-no") ? provider : "none"))
                .isEqualTo(provider);
        assertThat(first.duration())
                .contains(Duration.ofMillis(seconds.movePointRight(3).intValueExact()));
    }

    @Test
    void sumIsSpreadOverItsDayInEqualSharesThatAddUp() throws IOException {
        Trace trace = read("openai-usage.tsv");
        List<TraceRequest> requests = trace.requests();

        assertThat(requests.get(0).at()).isEqualTo(Instant.parse("2025-10-05T00:00:00Z"));
        assertThat(requests.get(11).at()).isEqualTo(Instant.parse("2025-10-05T22:00:00Z"));
        assertThat(requests.stream().mapToLong(TraceRequest::inputTokens))
                .hasSize(12)
                .allMatch(n -> n == 83 || n == 84);
        assertThat(requests.stream().mapToLong(TraceRequest::inputTokens).sum()).isEqualTo(1000);
        assertThat(requests.stream().mapToLong(TraceRequest::outputTokens).sum())
                .isEqualTo(200);
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.user()).contains("u1");
            assertThat(request.provider()).contains("openai");
            assertThat(request.duration()).isEmpty();
        });
        assertThat(trace.sessions())
                .hasSize(12)
                .startsWith("line-2-1", "line-2-2")
                .endsWith("line-2-12");
    }

    @Test
    void sumOfAnUnknownNumberIsOneRequestAndTheReportSaysSo() throws IOException {
        Trace trace = read("anthropic-usage.csv");

        assertThat(trace.requests())
                .extracting(request -> request.usage().batch())
                .containsExactly(false, true);
        assertThat(trace.requests())
                .extracting(request -> request.usage().requests())
                .containsExactly(0L, 0L);
        assertThat(trace.notes().warnings())
                .anySatisfy(warning -> assertThat(warning).contains("does not say of how many requests", "2 sums"));
    }

    @Test
    void batchOfOpenAiIsKept() throws IOException {
        assertThat(read("openai-usage.json").requests())
                .allSatisfy(request -> assertThat(request.usage().batch()).isTrue());
    }

    @Test
    void whatWasTakenForWhatIsNoted() throws IOException {
        TraceNotes notes = read("anthropic-api.jsonl").notes();

        assertThat(notes.times()).isEqualTo("seconds since 1970");
        assertThat(notes.taken())
                .contains(
                        "timestamp = created",
                        "user = user_id",
                        "uncached_input_tokens = usage.input_tokens",
                        "cached_tokens = usage.cache_read_input_tokens");
    }
}
