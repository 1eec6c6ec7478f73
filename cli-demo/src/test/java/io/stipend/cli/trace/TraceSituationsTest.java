package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.cli.text.UnreadableTextException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people bring, and what was once read wrong in silence. */
class TraceSituationsTest {

    private static final String HEADER = "timestamp,user,input_tokens,output_tokens\n";

    @TempDir
    Path folder;

    private Trace example(String name) throws IOException {
        return TraceReader.read(TraceSource.file(TraceFiles.copy("cases/" + name, folder)));
    }

    private Path file(String text, Charset charset) throws IOException {
        return Files.write(Files.createTempFile(folder, "log", ".log"), text.getBytes(charset));
    }

    private Trace read(String text) throws IOException {
        return read(text, ReadOptions.DEFAULT);
    }

    private Trace read(String text, ReadOptions options) throws IOException {
        return TraceReader.read(TraceSource.file(file(text, StandardCharsets.UTF_8)), options, bad -> {});
    }

    private static ReadOptions unit(@Nullable TimeUnit unit) {
        return new ReadOptions(Map.of(), unit, StandardCharsets.UTF_8, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "1772442000, seconds since 1970",
        "1772442000.0, seconds since 1970",
        "1772442000000, milliseconds since 1970",
        "1772442000000000, microseconds since 1970",
        "1772442000000000000, nanoseconds since 1970",
        "1.772442E9, seconds since 1970",
    })
    void unitOfAnEpochIsItsMagnitude(String number, String title) throws IOException {
        Trace trace = read(HEADER + number + ",ana,1,1\n");

        assertThat(trace.requests().get(0).at()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
        assertThat(trace.notes().times()).isEqualTo(title);
        assertThat(trace.notes().lines()).anyMatch(line -> line.contains("times are " + title));
    }

    @Test
    void twoHoursInSecondsAreTwoHours() throws IOException {
        assertThat(example("epoch-seconds.csv").spanMillis()).isEqualTo(7_200_000);
    }

    @Test
    void columnRenamedFromSecondsIsTakenForSecondsAndSaidAloud() throws IOException {
        Trace trace = example("burstgpt-renamed-seconds.csv");

        assertThat(trace.spanMillis()).isEqualTo(3_600_000);
        assertThat(trace.notes().warnings())
                .anySatisfy(warning -> assertThat(warning).contains("taken for seconds", "--time-unit"));
    }

    @Test
    void unitThatIsGivenIsTaken() throws IOException {
        Trace trace = read(HEADER + "5,ana,1,1\n3605,ana,1,1\n", unit(TimeUnit.MILLISECONDS));

        assertThat(trace.spanMillis()).isEqualTo(3_600);
        assertThat(trace.notes().times()).isEqualTo("milliseconds from the beginning of the log");
        assertThat(trace.notes().warnings()).isEmpty();
    }

    @Test
    void unitInTheNameOfTheColumnIsTaken() throws IOException {
        Trace trace = read("timestamp_ms,input_tokens,output_tokens\n5,1,1\n3605,1,1\n");

        assertThat(trace.spanMillis()).isEqualTo(3_600);
        assertThat(trace.notes().warnings()).isEmpty();
    }

    @Test
    void relativeMillisecondsOfMoreThanADayAreNoEpoch() throws IOException {
        Trace trace = read(HEADER + "0,ana,1,1\n90000000,ana,1,1\n180000000,ana,1,1\n");

        assertThat(trace.spanMillis()).isEqualTo(180_000_000);
    }

    @Test
    void thousandsOfRequestsInLessThanASecondAreDoubted() throws IOException {
        StringBuilder log = new StringBuilder(HEADER);
        for (int i = 0; i < 2_000; i++) {
            log.append(1_772_442_000_000L + i / 3).append(",ana,1,1\n");
        }

        assertThat(read(log.toString()).notes().warnings())
                .anySatisfy(
                        warning -> assertThat(warning).contains("2,000 requests in less than a second", "--time-unit"));
    }

    @Test
    void spanOfYearsIsDoubted() throws IOException {
        assertThat(read(HEADER + "2021-01-01T00:00:00Z,ana,1,1\n2026-01-01T00:00:00Z,ana,1,1\n")
                        .notes()
                        .warnings())
                .anySatisfy(warning -> assertThat(warning).contains("spans 1,826 days"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-03-02T09:00:00Z | 1772442000
            1772442000000        | 2026-03-02T09:00:00Z
            1772442000           | 1772442000000
            0                    | 1772442000
            """)
    void twoKindsOfTimesAreRefusedWithBothLines(String first, String second) throws IOException {
        String log = HEADER + first + ",ana,1,1\n\n" + second + ",ana,1,1\n";

        assertThatThrownBy(() -> read(log))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll("two kinds of times", "line 2:  '" + first, "line 4:  '" + second);
    }

    @Test
    void costOfTheRowIsHandedOn() throws IOException {
        Trace trace = example("cost-usd.csv");

        assertThat(TraceFiles.cost(trace)).isEqualByComparingTo("0.30");
        assertThat(trace.notes().taken()).contains("cost = cost_usd");
    }

    @Test
    void columnBesideAKnownOneIsNamed() throws IOException {
        Trace trace = read("timestamp,input_tokens,output_tokens,cost_eur,note\n2026-03-02T09:00:00Z,1,1,0.5,x\n");

        assertThat(trace.notes().passedOver()).containsExactly("cost_eur (like cost)", "note");
        assertThat(trace.notes().warnings())
                .anySatisfy(warning ->
                        assertThat(warning).contains("column cost_eur is not looked at", "--columns cost=cost_eur"));
    }

    @Test
    void latin1IsRefusedWithLineAndByteAndReadWhenNamed() throws IOException {
        String log = HEADER + "2026-03-02T09:00:00Z,Andr\u00e9,1,1\n2026-03-02T09:00:01Z,Andr\u00e8,1,1\n";
        Path file = file(log, StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContainingAll("line 2", "0xE9", "byte 68 of the text", "UTF-8", "--charset");
        ReadOptions latin = new ReadOptions(Map.of(), null, StandardCharsets.ISO_8859_1, false, false);
        assertThat(TraceReader.read(TraceSource.file(file), latin, bad -> {}).requests())
                .extracting(TraceRequest::user)
                .containsExactly(Optional.of("Andr\u00e9"), Optional.of("Andr\u00e8"));
    }

    @Test
    void recordIsSkippedWholeAsTheCsvSays() throws IOException {
        List<String> skipped = new ArrayList<>();
        Path file = file(
                "timestamp,user,note,input_tokens,output_tokens\n"
                        + "not a time,eve,\"she wrote\n2026-03-02T09:00:00Z,mallory,,1000000,1\nand left\",1,1\n"
                        + "2026-03-02T09:00:01Z,ana,\"two\r\nlines\",7,1\n",
                StandardCharsets.UTF_8);
        Trace trace = TraceReader.read(
                TraceSource.file(file),
                new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, true, false),
                skipped::add);

        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(7L);
        assertThat(trace.requests().get(0).line()).isEqualTo(5);
        assertThat(skipped).singleElement().asString().contains("line 2: timestamp is 'not a time'");
    }

    @Test
    void quoteThatIsNeverClosedIsRefusedAlsoWhenSkipping() throws IOException {
        Path file = file(HEADER + "0,\"ana,1,1\n1,bob,1,1\n", StandardCharsets.UTF_8);

        assertThatThrownBy(() -> TraceReader.read(
                        TraceSource.file(file),
                        new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, true, false),
                        bad -> {}))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll("line 2: the quote at column 3 is never closed", "0,\"ana,1,1");
    }

    @Test
    void failedCallsCostWhatTheyCostAndAreCountedApart() throws IOException {
        Trace trace = example("failed-429.csv");

        assertThat(TraceFiles.cost(trace)).isEqualByComparingTo("0.005832");
        assertThat(trace.requests()).extracting(TraceRequest::failed).containsExactly(false, true, true, true);
        assertThat(trace.notes().failed()).isEqualTo(3);
    }

    @Test
    void callWithoutAnAnswerFailed() throws IOException {
        Trace trace = example("failed-empty-output.csv");

        assertThat(trace.requests()).extracting(TraceRequest::failed).containsExactly(false, true, false);
        assertThat(TraceFiles.cost(trace))
                .isEqualByComparingTo(new BigDecimal("0.003396").add(new BigDecimal("0.002436")));
    }

    @Test
    void sameRequestIdCountsOnceUnlessItIsToBeKept() throws IOException {
        Path file = TraceFiles.copy("cases/dup.csv", folder);
        Trace once = TraceReader.read(TraceSource.file(file));
        Trace twice = TraceReader.read(
                TraceSource.file(file),
                new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, false, true),
                bad -> {});

        assertThat(TraceFiles.cost(once)).isEqualByComparingTo("0.5");
        assertThat(once.notes().duplicates()).isEqualTo(1);
        assertThat(once.notes().warnings()).isEmpty();
        assertThat(TraceFiles.cost(twice)).isEqualByComparingTo("1");
    }

    @Test
    void sameRequestIdWithOtherFiguresIsSaidAloud() throws IOException {
        Trace trace = read(
                "request_id,timestamp,input_tokens,output_tokens\nr,2026-03-02T09:00:00Z,1,1\nr,2026-03-02T09:00:00Z,9,1\n");

        assertThat(trace.notes().warnings())
                .anySatisfy(warning -> assertThat(warning).contains("other figures", "lines 2 and 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02 09:00:00.123+00",
                "2026-03-02T09:00:00.123+0000",
                "2026-03-02T10:30:00.123 +01:30",
                "2026-03-02 09:00:00.123 UTC",
                "2026-03-02t09:00:00,123z",
                "2026-03-02T04:00:00.123-05",
            })
    void offsetsAreReadAsPeopleWriteThem(String time) throws IOException {
        assertThat(read(HEADER.replace(',', '\t') + time + "\tana\t1\t1\n")
                        .requests()
                        .get(0)
                        .at())
                .isEqualTo(Instant.parse("2026-03-02T09:00:00.123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T09:00:00Z",
                "2026-03-02T24:00:00Z",
                "2026-03-02T09:60:00Z",
                "2026-03-02T09:00:00Zx",
                "2026-03-02T09:00:00+19",
                "2026-03-02T09:00:00.Z",
                "2026-03-02T9:00",
                "2026-3-02",
                "2026-",
                "2026-03-02T09:00:00+1"
            })
    void whatIsNoTimeIsRefused(String time) {
        assertThatThrownBy(() -> read(HEADER + time + ",ana,1,1\n"))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("timestamp is '" + time + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t-basic-offset.csv",
                "tz-short-offset.csv",
                "azure2024.csv",
                "azure2025.csv",
                "array.json",
                "otel.jsonl"
            })
    void exampleIsRead(String name) throws IOException {
        assertThat(example(name).requests()).isNotEmpty();
    }

    @Test
    void nanSaysWhatWasExpected() {
        assertThatThrownBy(() -> example("nan.jsonl"))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll(
                        "line 1: not JSON: NaN is no value of JSON", "a number, or null where it is not known")
                .hasMessageNotContaining("JsonReadFeature");
    }

    @Test
    void cachedTokensAreAPartOfTheInput() throws IOException {
        TraceRequest request = example("cached.csv").requests().get(0);

        assertThat(request.usage().cachedInputTokens()).isEqualTo(900_000);
        assertThat(request.usage().inputTokens()).isEqualTo(100_000);
        assertThatThrownBy(() -> read("timestamp,input_tokens,cached_tokens,output_tokens\n2026-03-02,100,900,1\n"))
                .hasMessageContainingAll("900 cached tokens of 100 input_tokens", "--columns uncached_input_tokens=");
    }

    @Test
    void exportsOfProvidersAreRecognised() throws IOException {
        assertThat(example("openai-usage.tsv").requests()).hasSize(12);
        Trace anthropic = example("anthropic-style.csv");
        assertThat(anthropic.requests().get(0).usage().cachedInputTokens()).isEqualTo(508_912);
        assertThat(anthropic.requests().get(0).at()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
    }

    @Test
    void idsThatLookAlikeAreNamedEscaped() throws IOException {
        Trace trace = read(HEADER
                + "2026-03-02T09:00:00Z,ana,1,1\n2026-03-02T09:00:01Z,Ana,1,1\n"
                + "2026-03-02T09:00:02Z,Ren\u00e9,1,1\n2026-03-02T09:00:03Z,Rene\u0301,1,1\n"
                + "2026-03-02T09:00:04Z,bob,1,1\n2026-03-02T09:00:05Z,bo\u200bb,1,1\n"
                + "2026-03-02T09:00:06Z,carl,1,1\n");

        assertThat(trace.notes().warnings())
                .containsExactly(
                        "two users look alike and are not the same: \"ana\" and \"Ana\"",
                        "two users look alike and are not the same: \"Ren\u00e9\" and \"Rene\\u0301\"",
                        "two users look alike and are not the same: \"bob\" and \"bo\\u200bb\"");
    }

    @Test
    void oddUsersAreUsers() throws IOException {
        assertThat(example("odd-users.csv").requests())
                .extracting(request -> request.user().orElseThrow())
                .containsExactly("=1+1", "pool:team", "a,\"b\"", "-x", "\u202eevil");
    }

    @Test
    void columnsCanBeSaid() throws IOException {
        String log = "when,team_id,in,out\n2026-03-02T09:00:00Z,core,10,5\n";
        ReadOptions options = new ReadOptions(
                Map.of(Field.TIMESTAMP, "when", Field.INPUT, "in", Field.OUTPUT, "out"),
                null,
                StandardCharsets.UTF_8,
                false,
                false);

        Trace trace = read(log, options);
        assertThat(trace.requests().get(0).inputTokens()).isEqualTo(10);
        assertThat(trace.requests().get(0).user()).contains("core");
        assertThatThrownBy(() -> read(log))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll(
                        "no column is taken for timestamp",
                        "columns:   when, team_id, in, out",
                        "taken:     user = team_id",
                        "not taken: when, in, out",
                        "--columns timestamp=when,input_tokens=in,output_tokens=out");
        assertThatThrownBy(() -> read(HEADER + "0,a,1,1\n", options))
                .hasMessageContainingAll("--columns names", "which is no column", "timestamp, user");
    }

    @Test
    void proposalTakesTheColumnsOfNearNames() {
        assertThatThrownBy(() -> read("when,team,prompt_toks,compl_tokens,cost_eur\n1,2,3,4,5\n"))
                .isInstanceOf(TraceException.class)
                .hasMessageContainingAll(
                        "not taken: when, prompt_toks (like prompt_tokens), compl_tokens (like completion_tokens), cost_eur (like cost)",
                        "--columns timestamp=when,input_tokens=prompt_toks,output_tokens=compl_tokens");
    }

    @Test
    void firstRecordOfJsonMayBeAFailedCall() throws IOException {
        Trace trace = read("{\"timestamp\":1772442000,\"user\":\"ana\",\"status\":429,\"cost\":null}\n"
                + "{\"timestamp\":1772442001,\"user\":\"ana\",\"input_tokens\":10,\"output_tokens\":5,\"cost\":0.5}\n");

        assertThat(trace.requests()).extracting(TraceRequest::failed).containsExactly(true, false);
        assertThat(trace.notes().taken()).contains("cost = cost");
    }

    @Test
    void firstSpanNeedNotBeACall() throws IOException {
        Trace trace = read("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                + "{\"traceId\":\"t\",\"spanId\":\"1\",\"startTimeUnixNano\":\"1772442000000000000\"},"
                + "{\"traceId\":\"t\",\"spanId\":\"2\",\"startTimeUnixNano\":\"1772442001000000000\",\"attributes\":"
                + "[{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"7\"}}]}]}]}]}");

        assertThat(trace.requests()).extracting(TraceRequest::inputTokens).containsExactly(7L);
        assertThat(trace.notes().others()).isEqualTo(1);
    }

    @Test
    void pathsOfJsonCanBeSaid() throws IOException {
        ReadOptions options = new ReadOptions(
                Map.of(Field.INPUT, "counts.in", Field.OUTPUT, "counts.out"),
                null,
                StandardCharsets.UTF_8,
                false,
                false);

        Trace trace = read("{\"time\":\"2026-03-02T09:00:00Z\",\"counts\":{\"in\":10,\"out\":5}}", options);

        assertThat(trace.requests().get(0).inputTokens()).isEqualTo(10);
    }

    @Test
    void hostileTextIsRefusedAndFillsNoMemory() throws IOException {
        String deep = "{\"timestamp\":1772442000,\"input_tokens\":1,\"output_tokens\":1,\"x\":" + "[".repeat(5_000);
        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("nested deeper than 200");
        assertThatThrownBy(() -> read("[" + deep))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> read(HEADER + "x".repeat(9 << 20)))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContaining("line 2: is longer than");
        assertThatThrownBy(() -> read("[1, 2]"))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("no JSON object");
    }

    @Test
    void gzipOfEndlessTextIsRefused() throws IOException {
        Path file = folder.resolve("bomb.csv.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
            byte[] blank = (" ".repeat((1 << 20) - 1) + "\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 80; i++) {
                out.write(blank);
            }
        }

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("unpacks to more than 400 times its size");
    }

    @Test
    void gzipThatIsCutOffIsSaidSo() throws IOException {
        Path whole = TraceFiles.gzip(file(HEADER + "1772442000,ana,1,1\n".repeat(1_000), StandardCharsets.UTF_8));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(bytes, bytes.length - 9));

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(cut)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("damaged or cut off");
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "200.0, false",
        "429, true",
        "429.0, true",
        "429 Too Many Requests, true",
        "HTTP 500, true",
        "HTTP/1.1 503 Service Unavailable, true",
        "HTTP/1.1 200 OK, false",
        "42912, false",
    })
    void aStatusOfHttpIsKnownHoweverItIsWritten(String status, boolean failed) throws IOException {
        Trace trace = read("timestamp,input_tokens,output_tokens,status\n2026-03-02T09:00:00Z,812,0," + status + "\n");

        assertThat(trace.requests().get(0).failed()).isEqualTo(failed);
    }

    @Test
    void aLeapSecondIsTheFirstOfTheNextMinute() throws IOException {
        assertThat(read(HEADER + "2016-12-31T23:59:60Z,ana,1,1\n")
                        .requests()
                        .get(0)
                        .at())
                .isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
        assertThatThrownBy(() -> read(HEADER + "2016-12-31T23:59:61Z,ana,1,1\n"))
                .isInstanceOf(TraceException.class);
    }

    @Test
    void numbersOfDifferentSizesAreRefusedWithTheOptionThatSaysWhatTheyCount() throws IOException {
        String log = HEADER + "0,ana,1,1\n3600000000000,ana,1,1\n";

        assertThatThrownBy(() -> read(log))
                .hasMessageContaining("two kinds of times")
                .hasMessageContaining("--time-unit");
        assertThat(read(log, unit(TimeUnit.NANOSECONDS)).spanMillis()).isEqualTo(3_600_000);
    }

    @Test
    void aRecordThatIsSkippedDoesNotSayWhatTimesAre() throws IOException {
        Trace trace = read(
                HEADER + "2026-03-02T09:00:00Z,ana,1,1\n1772442000,ana,x,1\n",
                new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, true, false));

        assertThat(trace.notes().skipped()).isEqualTo(1);
        assertThat(trace.notes().times()).isEqualTo("dates");
    }

    @Test
    void utf16IsRefusedByItsNameAndReadWithIt() throws IOException {
        Path file = file(HEADER + "2026-03-02T09:00:00Z,ana,1,1\n", StandardCharsets.UTF_16);

        assertThatThrownBy(() -> TraceReader.read(TraceSource.file(file)))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContaining("--charset UTF-16");
        ReadOptions named = new ReadOptions(Map.of(), null, StandardCharsets.UTF_16, false, false);
        assertThat(TraceReader.read(TraceSource.file(file), named, bad -> {}).requests())
                .hasSize(1);
    }

    @Test
    void aSumOfMoreRequestsThanThereIsRoomForIsRefusedAtOnce() {
        String log = "start_time,num_model_requests,input_tokens,output_tokens\n1759622400,1000000000,1000,200\n";

        assertThatThrownBy(() -> read(log))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("line 2: a sum of 1,000,000,000 requests fills the memory")
                .hasMessageContaining("-Xmx");
    }

    @Test
    void jsonThatIsTooDeepIsRefusedWithoutALineWhereNoneIsKnown() {
        assertThatThrownBy(() -> read("[".repeat(3000) + "]".repeat(3000)))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("200 levels")
                .hasMessageNotContaining("line 0");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsReadAsAFileIs() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path log = file(HEADER + "2026-03-02T09:00:00Z,ana,1,1\n", StandardCharsets.UTF_8);
        Process writer = new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", log.toString(), pipe.toString()).start();

        assertThat(TraceReader.read(TraceSource.file(pipe)).requests()).hasSize(1);
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void ofThousandsOfColumnsTheFirstAreNamed() throws IOException {
        String names = "x".repeat(20) + ",";
        String log = names.repeat(5_000) + "timestamp,input_tokens,output_tokens\n" + ",".repeat(5_000)
                + "2026-03-02T09:00:00Z,1,1\n";

        assertThat(read(log).notes().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("passed over: ")
                        .endsWith(" and 4,950 more")
                        .hasSizeLessThan(2_000));
        assertThatThrownBy(() -> read(log.replace("timestamp", "moment")))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("not taken: ").hasSizeLessThan(5_000));
    }
}
