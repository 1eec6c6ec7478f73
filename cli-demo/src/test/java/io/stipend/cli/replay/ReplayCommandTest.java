package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ReplayCommandTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void bundledTraceIsReplayedWithBalancedBooks(int workers) {
        CommandRun run = CommandRun.of(
                "replay",
                "--load",
                "--report",
                "json",
                "--user-limit",
                "10000",
                "--report-every",
                "256",
                "--workers",
                Integer.toString(workers));

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode report = run.json();
        assertThat(report.at("/trace/requests").asInt()).isEqualTo(12_031);
        assertThat(report.at("/trace/sessions").asInt()).isEqualTo(7_373);
        assertThat(report.at("/trace/users").asInt()).isEqualTo(200);
        assertThat(report.at("/workers").asInt()).isEqualTo(workers);
        assertThat(report.at("/reservations/settled").asInt()).isEqualTo(12_031);
        // Summed from the trace by hand: (3 x 144,793,824 tokens in + 15 x 4,121,915 out) a million, give or take
        // rounding.
        assertThat(report.at("/credits/charged").asString()).isEqualTo("496.21218900");
        assertMoneyAddsUp(report);
    }

    /** The numbers are those of the README. */
    @Test
    void withoutOptionsSomeUsersRunOutAndItIsTheSameEachTime() {
        CommandRun run = CommandRun.of("replay");
        JsonNode report = CommandRun.of("replay", "--report", "json").json();

        assertThat(run.out())
                .startsWith("""
                        Replay of mooncake-conversation.csv, 0:58:56 of traffic
                        %s
                          requests               12,031   by 200 users in 7,373 sessions
                          approved               11,594   96.4 %%
                          refused                   437   3.6 %%: ACCOUNT_EXHAUSTED 437
                          ran out              38 users   of 3 credits each, the first at 0:22:47
                          charged          470.85873900   credits, of 589.41240900 held
                          books                BALANCED   each account has spent what was charged to it
                        """.formatted("─".repeat(80)))
                .contains("  user-155   0:22:47  32 of 78      3  0:33:25  2.98678800  3\n");
        assertThat(report.at("/reservations/rejected").asInt()).isEqualTo(437);
        assertThat(report.at("/credits/charged").asString()).isEqualTo("470.85873900");
        assertMoneyAddsUp(report);
    }

    /** The report of a simulation does not depend on the machine: not on its speed, nor on its language and zone. */
    @Test
    void theSameLogHasTheSameReportToTheByteWhereverItIsRead() throws URISyntaxException {
        for (String format : new String[] {"text", "json"}) {
            String[] args = {
                "replay",
                azure().toString(),
                "--report",
                format,
                "--user-limit",
                "0.5",
                "--period",
                "hour",
                "--users",
                "20"
            };
            CommandRun here = CommandRun.of(args);
            Locale locale = Locale.getDefault();
            TimeZone zone = TimeZone.getDefault();
            CommandRun elsewhere;
            try {
                Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
                elsewhere = CommandRun.of(args);
            } finally {
                Locale.setDefault(locale);
                TimeZone.setDefault(zone);
            }

            assertThat(here.status()).as(here.err()).isZero();
            assertThat(here.out()).contains("ACCOUNT_EXHAUSTED");
            assertThat(elsewhere).isEqualTo(here);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void reportsFitTheScreen(int columns) throws URISyntaxException {
        System.setProperty("stipend.columns", Integer.toString(columns));
        try {
            for (CommandRun run : List.of(
                    CommandRun.of("replay", azure().toString(), "--user-limit", "0.5", "--swarm-limit", "0.01"),
                    CommandRun.of("replay", "--load", azure().toString(), "--user-limit", "0.5"),
                    CommandRun.of("explain", "1"))) {
                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.out().lines())
                        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                                .as(line)
                                .isLessThanOrEqualTo(columns))
                        .anySatisfy(line -> assertThat(line).isEqualTo("─".repeat(columns)));
            }
        } finally {
            System.clearProperty("stipend.columns");
        }
    }

    @Test
    void oneWorkerReportsTheSameAgain() {
        String[] args = {
            "replay",
            "--load",
            "--report",
            "json",
            "--workers",
            "1",
            "--user-limit",
            "2",
            "--swarm-limit",
            "0.2",
            "--report-every",
            "256"
        };

        JsonNode first = CommandRun.of(args).json();
        JsonNode again = CommandRun.of(args).json();

        assertThat(first.at("/reservations/rejected").asInt()).isPositive();
        assertThat(CommandRun.withoutTimes(again)).isEqualTo(CommandRun.withoutTimes(first));
        assertMoneyAddsUp(first);
    }

    @Test
    void azureTraceRunsOutOfSmallBudgets() throws URISyntaxException {
        CommandRun run =
                CommandRun.of("replay", "--report", "json", azure().toString(), "--user-limit", "1", "--users", "50");

        // Balanced says of every user: spent is what was charged, and debt is no more than the overruns.
        assertThat(run.status()).isZero();
        JsonNode report = run.json();
        assertThat(report.at("/trace/users").asInt()).isEqualTo(50);
        assertThat(report.at("/reservations/rejectedBy/ACCOUNT_EXHAUSTED").asInt())
                .isPositive()
                .isEqualTo(report.at("/reservations/rejected").asInt());
        assertThat(report.at("/books/allowance").asString()).isEqualTo("50.00000000");
        assertThat(amount(report, "/books/debt")).isLessThanOrEqualTo(amount(report, "/credits/overrun"));
        assertMoneyAddsUp(report);
    }

    @Test
    void reportHasExactlyTheseKeysInThisOrder() throws IOException {
        JsonNode report = CommandRun.of("replay", "--report", "json", log("0,ada,s1,100,10,,\n"))
                .json();

        assertThat(report.propertyNames())
                .containsExactly(
                        "trace",
                        "store",
                        "events",
                        "workers",
                        "reservations",
                        "credits",
                        "levels",
                        "efficiency",
                        "published",
                        "books",
                        "elapsedMillis",
                        "cyclesPerSecond",
                        "latencyMicros",
                        "mode",
                        "assumptions",
                        "reading",
                        "lacking",
                        "waited",
                        "estimates",
                        "strategy",
                        "refusedShare",
                        "users",
                        "limitedSessions",
                        "models",
                        "timeline");
        assertThat(report.get("trace").propertyNames()).containsExactly("name", "requests", "sessions", "users");
        assertThat(report.get("reservations").propertyNames())
                .containsExactly(
                        "requested", "approved", "rejected", "rejectedBy", "settled", "released", "expired", "open");
        assertThat(report.get("credits").propertyNames()).containsExactly("held", "charged", "returned", "overrun");
        assertThat(report.get("levels").propertyNames()).containsExactly("warning", "critical");
        assertThat(report.get("efficiency").propertyNames()).containsExactly("p10", "p50", "p90", "mean");
        assertThat(report.get("books").propertyNames())
                .containsExactly("accounts", "allowance", "available", "reserved", "spent", "debt", "balanced");
        assertThat(report.get("latencyMicros").propertyNames()).containsExactly("reserve", "track", "settle");
        assertThat(report.at("/latencyMicros/reserve").propertyNames()).containsExactly("p50", "p99", "max");
    }

    @Test
    void smallLogComesOutAsOneCanReckon() throws IOException {
        // With the default prices and a cap of 10: 2 x 0.00115 would be held, 0.0009 charged, then 0.0012: an overrun.
        String log = log("""
                0,ada,s1,100,40,,
                1,ada,s1,100,60,,
                2,bob,s2,1000,0,0.25,5000
                """);

        JsonNode report = CommandRun.of(
                        "replay",
                        "--report",
                        "json",
                        "--price-in",
                        "3",
                        "--max-output",
                        "50",
                        "--user-limit",
                        "0.1",
                        log)
                .json();

        assertThat(report.at("/reservations/settled").asInt()).isEqualTo(3);
        // held: 0.00105 twice, and 0.00375; charged: 0.0009, 0.0012, and what the log says the third did cost
        assertThat(report.at("/credits/held").asString()).isEqualTo("0.00585000");
        assertThat(report.at("/credits/charged").asString()).isEqualTo("0.25210000");
        assertThat(report.at("/credits/returned").asString()).isEqualTo("0.00015000");
        assertThat(report.at("/credits/overrun").asString()).isEqualTo("0.24640000");
        assertThat(report.at("/books/debt").asString()).isEqualTo("0.15000000");
        assertThat(report.at("/levels/critical").asInt()).isEqualTo(2);
        assertThat(report.at("/published/resource.critical").asInt()).isEqualTo(2);
        assertThat(report.at("/published/resource.completed").asInt()).isEqualTo(3);
        assertMoneyAddsUp(report);
    }

    @Test
    void rejectedRequestIsCountedAndTheRestOfItsSessionTried() throws IOException {
        String log = log("""
                0,ada,s1,100,0,,
                61000,ada,s1,900000,0,,
                62000,ada,s1,100,0,,
                """);

        JsonNode report = CommandRun.of("replay", "--report", "json", "--user-limit", "1", log)
                .json();
        CommandRun text = CommandRun.of("replay", "--user-limit", "1", log);

        assertThat(report.at("/reservations/approved").asInt()).isEqualTo(2);
        assertThat(report.at("/reservations/rejected").asInt()).isEqualTo(1);
        assertThat(text.out()).containsPattern("ada +0:01:01 +1 of 3 +1 +0:00:01 +0\\.00060000 +1\n");
    }

    @Test
    void whatIsNotKnownIsNull() throws IOException {
        JsonNode report = CommandRun.of(
                        "replay", "--load", "--report", "json", "--user-limit", "0", log("0,ada,s1,100,10,,\n"))
                .json();

        assertThat(report.at("/reservations/settled").asInt()).isZero();
        assertThat(report.at("/efficiency/p50").isNull()).isTrue();
        assertThat(report.at("/latencyMicros/settle/max").isNull()).isTrue();
        assertThat(report.at("/latencyMicros/reserve/max").isNumber()).isTrue();
        assertMoneyAddsUp(report);
    }

    @Test
    void textReportSaysWhereTheTraceIsFrom() {
        CommandRun run = CommandRun.of("replay", "--user-limit", "2", "--report-every", "256");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "Replay of mooncake-conversation.csv",
                        "kvcache-ai/Mooncake, Apache-2.0",
                        "the log names no users: sessions are dealt to 200 users by their",
                        "Users who ran out",
                        "ACCOUNT_EXHAUSTED",
                        "BALANCED");
        assertThat(run.err()).as("no progress bar where there is no terminal").isEmpty();
    }

    @Test
    void badLineStopsUnlessItIsToBeSkipped() throws IOException {
        String log = log("""
                0,ada,s1,100,10,,
                1,ada,s1,many,10,,
                2,ada,s1,100,10,,
                """);

        CommandRun stopped = CommandRun.of("replay", log);
        CommandRun skipped = CommandRun.of("replay", "--skip-bad-lines", log);

        assertThat(stopped.status()).isEqualTo(1);
        assertThat(stopped.out()).isEmpty();
        assertThat(stopped.err())
                .contains(log + ", line 3: input_tokens is 'many'", "1,ada,s1,many,10,,", "a whole number from 0");
        assertThat(skipped.status()).isZero();
        assertThat(skipped.err()).contains("line 3", "skipped 1 bad record");
        assertThat(skipped.out()).contains("skipped: 1 record that could not be read");
    }

    @Test
    void logIsPublishedAndCounted() throws IOException {
        JsonNode report = CommandRun.of("replay", "--report", "json", "--events", "log", log("0,a,s,100,10,,\n"))
                .json();

        assertThat(report.at("/events").asString()).isEqualTo("log");
        assertThat(report.at("/published/resource.reserved").asInt()).isEqualTo(1);
    }

    @Test
    void paceOfTheTraceIsKept() throws IOException {
        String log = log("""
                0,ada,s1,100,10,,
                3000,ada,s2,100,10,,
                """);

        JsonNode report = CommandRun.of("replay", "--load", "--report", "json", "--speed", "10", log)
                .json();

        assertThat(report.at("/elapsedMillis").asLong()).isGreaterThanOrEqualTo(300);
    }

    @Test
    void requestThatCostsMoreThanCanBeCountedIsNamed() throws IOException {
        CommandRun run =
                CommandRun.of("replay", "--price-in", "90000000", log("0,ada,s1,100,10,,\n1,ada,s1,9000000,10,,\n"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("line 3: credits", "out of range").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            --workers=2           | --workers is not used in the log's own time; add --load
            --speed=2             | --speed is not used in the log's own time; add --load
            --tokens-per-second=0 | --tokens-per-second is 0.0; give a number from 0.001
            --tokens-per-second=x | '--tokens-per-second': 'x' is no number
            --report-every=0      | --report-every is 0; give a whole number from 1
            --period=year         | '--period': 'year' is not known; give never, hour, day, week or month
            --zone=Berlin         | '--zone': 'Berlin' is not a time zone such as UTC or Europe/Berlin
            --zone=EST            | '--zone': 'EST' is not a time zone such as UTC or Europe/Berlin; did you mean America/New_York?
            --zone=UTC            | --zone is not used without --period
            --report-every=1.5    | '--report-every': '1.5' is no whole number
            --risk=low            | '--risk': 'low' is no number
            --charset=nope        | 'nope' is no encoding; give one such as UTF-8
            --charset=?           | '?' is no encoding; give one such as UTF-8
            --workers=two         | 'two' is no whole number
            --users=0             | --users is 0; give a whole number from 1
            --estimate=guess      | '--estimate': 'guess' is not known; give cap, forecast or ladder
            --risk=0.01           | --risk is not used without --estimate forecast or ladder
            --strategy=hope       | 'hope' is no strategy; give none, pace, wait:10m
            --strategy=downgrade  | --strategy downgrade needs a model to downgrade to; give --offer small=1/5
            --offer=small=1/5     | --offer is not used without --strategy
            --max-output=-1       | --max-output is -1; give a whole number from 0
            --user-limit=-1       | '--user-limit': credits '-1' is out of range; give 0 to
            --user-limit=much     | '--user-limit': credits 'much' is not a number; give a decimal number
            --swarm-limit=1.00000001e-3 | '--swarm-limit': credits '0.00100000001' has more than eight decimals; round it
            --price-in=NaN        | '--price-in'
            --price-out=1e99      | '--price-out'
            --speed=0             | '--speed': '0' is no speed; give max, or a number
            --speed=fast          | '--speed'
            --store=paper         | '--store'
            --events=paper        | '--events'
            --events=kafka        | --events kafka needs --events-url host:port
            --report=xml          | '--report'
            --store=postgres      | --store postgres needs --store-url jdbc:postgresql://host:port/database
            --store-url=x         | --store-url is not used by --store memory; leave it out
            --events-url=x        | --events-url is not used by --events none; leave it out
            --worker=1            | '--worker
            """)
    void wrongUsageNamesTheOptionAndTheRemedy(String option, String message) {
        CommandRun run = CommandRun.of("replay", option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("stipend replay: ").contains(message, "stipend replay --help");
    }

    @Test
    void loadHasAtMostSoManyWorkers() {
        assertThat(CommandRun.of("replay", "--load", "--workers=0").err())
                .contains("--workers is 0; give a whole number from 1 to 1024");
        assertThat(CommandRun.of("replay", "--load", "--workers=1025").err()).contains("--workers is 1025");
    }

    @Test
    void wrongChoiceListsTheRightOnes() {
        assertThat(CommandRun.of("replay", "--store", "paper").err())
                .contains("'paper' is not known; give memory, postgres or redis");
        assertThat(CommandRun.of("replay", "--events", "paper").err())
                .contains("'paper' is not known; give kafka, log or none");
        assertThat(CommandRun.of("replay", "--report", "xml").err()).contains("'xml' is not known; give text or json");
    }

    @Test
    void helpAndVersionAreForStandardOutput() {
        assertThat(CommandRun.of("--help")).satisfies(run -> {
            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("stipend replay", "explain", "Exit status");
        });
        assertThat(CommandRun.of("replay", "--help").out())
                .contains("--store", "--workers", "--users", "--user-limit", "--skip-bad-lines")
                .contains("Where the books are kept: memory");
        assertThat(CommandRun.of("--version").out()).startsWith("stipend ");
        assertThat(CommandRun.of()).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("no command given");
        });
    }

    private static void assertMoneyAddsUp(JsonNode report) {
        assertThat(amount(report, "/credits/held"))
                .isEqualTo(amount(report, "/credits/charged")
                        .add(amount(report, "/credits/returned"))
                        .subtract(amount(report, "/credits/overrun")));
        assertThat(amount(report, "/books/spent")).isEqualTo(amount(report, "/credits/charged"));
        assertThat(amount(report, "/books/reserved")).isEqualTo(new BigDecimal("0.00000000"));
        assertThat(amount(report, "/books/allowance"))
                .isEqualTo(amount(report, "/books/available").add(amount(report, "/books/spent")));
        assertThat(report.at("/reservations/open").asInt()).isZero();
        assertThat(report.at("/reservations/requested").asInt())
                .isEqualTo(report.at("/reservations/approved").asInt()
                        + report.at("/reservations/rejected").asInt());
        assertThat(report.at("/published/resource.warning").asInt())
                .isEqualTo(report.at("/levels/warning").asInt());
        assertThat(report.at("/books/balanced").asBoolean()).isTrue();
    }

    private static BigDecimal amount(JsonNode report, String pointer) {
        String text = report.at(pointer).asString();
        assertThat(text).matches("-?[0-9]+\\.[0-9]{8}");
        return new BigDecimal(text);
    }

    private static Path azure() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(ReplayCommandTest.class.getResource("/io/stipend/cli/trace/azure-code.csv"))
                        .toURI());
    }

    private String log(String lines) throws IOException {
        return Files.writeString(
                        Files.createTempFile(directory, "usage", ".csv"),
                        "timestamp_ms,user,session,input_tokens,output_tokens,cost,duration_ms\n" + lines)
                .toString();
    }
}
