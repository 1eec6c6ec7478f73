package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {

    private static final String HEADER = "timestamp,user,session,model,input_tokens,output_tokens,cost,duration_ms\n";

    private static final ReadOptions SKIPPING = new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, true, false);

    @TempDir
    Path directory;

    @Test
    void bundledTraceIsTheWholeMooncakeTrace() {
        Trace trace = TraceReader.read(TraceSource.bundled());

        assertThat(trace.name()).isEqualTo("mooncake-conversation.csv");
        assertThat(trace.attribution()).contains("Mooncake", "Apache-2.0", "FAST 2025");
        assertThat(trace.requests()).hasSize(12_031);
        assertThat(trace.sessions()).hasSize(7_373);
        assertThat(trace.requestsWithUser()).isZero();
        assertThat(trace.requests().get(0)).satisfies(first -> {
            assertThat(first.inputTokens()).isEqualTo(6758);
            assertThat(first.outputTokens()).isEqualTo(500);
            assertThat(trace.sessions().get(first.session())).isEqualTo("s1");
        });
    }

    @Test
    void azureRequestsAreSessionsOfTheirOwn() throws IOException {
        Trace trace = read("TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
                + "2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04.0319600,3180,8");

        assertThat(trace.sessions()).hasSize(2);
        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(4808L, 3180L);
        assertThat(trace.startMillis())
                .isEqualTo(Instant.parse("2023-11-16T18:17:03.979Z").toEpochMilli());
        assertThat(trace.spanMillis()).isEqualTo(52);
    }

    @Test
    void ownCsvSaysEverything() throws IOException {
        Trace trace = read(HEADER + "2023-11-16T18:17:03.5+01:00,ada,s1,opus,812,64,0.0123456789,950\n");

        assertThat(trace.requests())
                .containsExactly(new TraceRequest(
                        2,
                        Instant.parse("2023-11-16T17:17:03.500Z"),
                        Optional.of("ada"),
                        0,
                        Optional.of("opus"),
                        Optional.empty(),
                        ModelUsage.of(812, 64),
                        Optional.of(Credits.of("0.01234568")),
                        Optional.of(Duration.ofMillis(950)),
                        false));
        assertThat(trace.sessions().get(0)).isEqualTo("s1");
    }

    @Test
    void jsonLinesSayTheSame() throws IOException {
        Trace csv = read(HEADER + "1700158623979,ada,s1,opus,812,64,0.5,950\n1700158623980,,s1,,1,0,,\n");
        Trace json = read("{\"timestamp\":1700158623979,\"user\":\"ada\",\"swarm\":\"s1\",\"model\":\"opus\","
                + "\"input_tokens\":812,\"output_tokens\":64,\"cost\":0.5,\"duration_ms\":950,\"more\":{\"a\":[1]}}\n\n"
                + "{\"timestamp\":\"1700158623980\",\"user\":null,\"session\":\"s1\","
                + "\"input_tokens\":1,\"output_tokens\":0}");

        assertThat(json.requests())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("line")
                .isEqualTo(csv.requests());
        assertThat(json.requests()).extracting(TraceRequest::line).containsExactly(1L, 3L);
    }

    @Test
    void byteOrderMarkQuotesBlankLinesUnknownColumnsAndAnyCaseAreFine() throws IOException {
        Trace trace = read("\ufeffOutput_Tokens,\"note\",Input_Tokens,TimeStamp,Session\r\n\r\n"
                + "5,\"a, \"\"b\"\"\",7,0,\"s,1\"\r\n   \r\n6,,8,1,s2");

        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(7L, 8L);
        assertThat(trace.sessions().get(0)).isEqualTo("s,1");
        assertThat(trace.requests()).extracting(TraceRequest::line).containsExactly(3L, 5L);
    }

    @Test
    void whatIsOutOfOrderIsSortedAndWhatIsSimultaneousStays() throws IOException {
        Trace trace = read("timestamp,session,input_tokens,output_tokens\n5,b,1,0\n3,a,2,0\n5,a,3,0\n4,b,4,0\n");

        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(2L, 4L, 1L, 3L);
        assertThat(trace.notes().outOfOrder()).isEqualTo(2);
        assertThat(List.of(trace.sessions().get(0), trace.sessions().get(1))).containsExactly("a", "b");
    }

    @Test
    void sessionOfItsOwnTakesNoNameOfTheLog() throws IOException {
        Trace trace = read("timestamp,session,input_tokens,output_tokens\n1,,1,0\n2,line-2,1,0\n");

        assertThat(List.of(trace.sessions().get(0), trace.sessions().get(1))).containsExactly("line-2'", "line-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x,,,,1,1,,            | timestamp is 'x'             | milliseconds, microseconds
            ,,,,1,1,,             | timestamp is missing         | ISO 8601
            -1,,,,1,1,,           | timestamp is '-1'            | milliseconds
            2023-13-01T00:00,,,,1,1,, | timestamp is '2023-13    | ISO 8601
            0,,,,1.5,1,,          | input_tokens is '1.5'        | a whole number from 0 to 1000000000
            0,,,,,1,,             | input_tokens is missing      | a whole number
            0,,,,1,-1,,           | output_tokens is '-1'        | a whole number
            0,,,,1,1000000001,,   | output_tokens is '1000000001' | a whole number
            0,,,,1,99999999999999999999,, | output_tokens is '9999 | a whole number
            0,,,,1,1,-0.1,        | cost is '-0.1'               | a decimal number of credits
            0,,,,1,1,NaN,         | cost is 'NaN'                | a decimal number of credits
            0,,,,1,1,1e999999999, | cost is '1e999999999'        | a decimal number of credits
            0,,,,1,1,,1h          | duration_ms is '1h'          | a number of milliseconds
            0,,,,1,1,             | 7 fields                     | 8 fields
            0,,"s"x,,1,1,,        | text behind the closing quote | a separator
            """)
    void badCsvLineIsNamedWithItsTextAndWhatWasExpected(String line, String problem, String expected)
            throws IOException {
        Path file = file(HEADER + "0,,,,1,1,,\n" + line + "\n");

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll(file + ", line 3: ", problem, line, expected, "--skip-bad-lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"timestamp\":0,\"output_tokens\":1}",
                "{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":[1]}",
                "{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":1,\"output_tokens\":2}",
                "{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":1,\"session\":\"a\",\"session\":\"b\"}",
                "{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":1} x",
                "{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":1",
                "[0,1,1]",
                "0,1,1",
            })
    void badJsonLineIsNamed(String line) throws IOException {
        Path file = file("{\"timestamp\":0,\"input_tokens\":1,\"output_tokens\":1}\n" + line + "\n");

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll(", line 2: ", line, "expected");
    }

    @Test
    void tooLongAnIdIsABadLine() throws IOException {
        Path file = file(HEADER + "0," + "u".repeat(129) + ",,,1,1,,\n");

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll("line 2", "user is longer than 128 bytes");
    }

    @Test
    void lineIsShownWithoutWhatATerminalWouldObey() throws IOException {
        Path file = file(HEADER + "\u001b[31m,,,,1,1,,\n");

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("\\u001b[31m")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void skippingCountsBadLinesAndGoesOn() throws IOException {
        List<String> skipped = new ArrayList<>();
        Trace trace = TraceReader.read(
                TraceSource.file(file(HEADER + "x\n0,,,,1,1,,\n1,,\"s\"s,,1,1,,\n2,,,,2,2,,\n")),
                SKIPPING,
                skipped::add);

        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(1L, 2L);
        assertThat(trace.notes().skipped()).isEqualTo(2);
        assertThat(skipped).hasSize(2).first().asString().contains("line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b,c\n1,2,3\n", "timestamp,input_tokens\n0,1\n", "<html>", "0,1,1\n"})
    void unknownHeaderIsRefusedEvenWhenSkipping(String content) throws IOException {
        TraceSource source = TraceSource.file(file(content));

        assertThatThrownBy(() -> TraceReader.read(source, SKIPPING, bad -> {}))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll("line 1: not the header of a usage log", "timestamp, input_tokens");
    }

    @Test
    void columnGivenTwiceIsRefused() throws IOException {
        TraceSource source = TraceSource.file(file("timestamp,session,session,input_tokens,output_tokens\n"));

        assertThatThrownBy(() -> TraceReader.read(source))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("two columns of the header are 'session'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                          | is empty
            timestamp,input_tokens,output_tokens        | has no requests
            """)
    void logWithoutRequestsIsRefused(String content, String problem) throws IOException {
        TraceSource source = TraceSource.file(file(content));

        assertThatThrownBy(() -> TraceReader.read(source))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void missingFileAndDirectoryAreNamed() {
        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(directory.resolve("none.csv"))))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("there is no file " + directory.resolve("none.csv"));
        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(directory)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("is a directory");
    }

    private Trace read(String content) throws IOException {
        return TraceReader.read(TraceSource.file(file(content)));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "trace", ".log"), content);
    }
}
