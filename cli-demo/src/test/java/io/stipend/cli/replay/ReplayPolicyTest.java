package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Policies of configurations, tried on a log and compared; and the shapes in which that is reported. */
class ReplayPolicyTest {

    @TempDir
    Path directory;

    private String log;

    /** Ada has the tier pro, bob and the third one what everybody has. A request costs a credit. */
    @BeforeEach
    void writeLog() throws IOException {
        log = write("usage.csv", """
                timestamp,user,session,model,input_tokens,output_tokens,cost
                2026-03-02T09:00:00Z,ada,s1,opus,812,64,1
                2026-03-02T09:00:05Z,bob,s2,opus,812,64,1
                2026-03-02T09:10:00Z,ada,s1,opus,812,64,1
                2026-03-02T09:10:05Z,bob,s2,sonnet,812,64,1
                2026-03-02T09:20:00Z,ada,s1,sonnet,812,64,1
                2026-03-02T09:20:05Z,bob,s2,sonnet,812,64,1
                2026-03-02T10:00:05Z,bob,s2,sonnet,812,64,1
                2026-03-02T10:00:06Z,<img src=x>'&,s3,<b>model</b>,812,64,1
                """);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String tiers() throws IOException {
        return write("tiers.yaml", """
                store:
                  type: postgres
                  url: jdbc:postgresql://127.0.0.1:1/nowhere
                tiers:
                  default: free
                  definitions:
                    free:
                      credits: 10
                      period: month
                      windows:
                        hourly:
                          credits: 1
                          period: hour
                    pro:
                      credits: 100
                  users:
                    ada: pro
                """);
    }

    private String flat() throws IOException {
        return write("flat.yaml", """
                store:
                  type: memory
                limits:
                  user:
                    credits: 2
                """);
    }

    @Test
    void aDeploymentsTiersAndWindowsAreTriedOnAStoreOfTheReplaysOwn() throws IOException {
        CommandRun run = CommandRun.of("replay", log, "--config", tiers(), "--report", "json");

        // Bob has one credit an hour: at 9:10 and 9:20 it is spent, at 10:00 there is another. Nothing listens at the
        // URL.
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode report = run.json();
        assertThat(report.at("/reservations/rejected").asInt()).isEqualTo(2);
        JsonNode bob = report.at("/users/2");
        assertThat(bob.at("/name").asString()).isEqualTo("bob");
        assertThat(bob.at("/ranOut/account").asString()).isEqualTo("pool:window:hourly:bob");
        assertThat(bob.at("/ranOut/firstMillis").asLong()).isEqualTo(605_000);
        assertThat(bob.at("/ranOut/times").asInt()).isEqualTo(1);
        assertThat(bob.at("/ranOut/millis").asLong()).isEqualTo(49 * 60_000 + 55_000);
        assertThat(report.at("/users/1/ranOut").isNull()).isTrue();
        assertThat(report.at("/books/balanced").asBoolean()).isTrue();
        assertThat(report.at("/assumptions/limits").asString())
                .isEqualTo(
                        "tiers.yaml: free (for everybody else): 10 credits every month in UTC, hourly 1 credit every hour"
                                + " in UTC; pro: 100 credits");
        assertThat(report.at("/assumptions/holds").asString())
                .isEqualTo("what each request did cost and use, as no price is given");
    }

    @Test
    void theConfiguredStoreIsUsedOnlyAsALoad() throws IOException {
        CommandRun run = CommandRun.of("replay", log, "--config", tiers(), "--load");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("127.0.0.1:1");
    }

    @Test
    void aSmallLogHasThisReport() throws IOException {
        CommandRun run = CommandRun.of("replay", log, "--config", tiers());

        assertThat(run.out()).startsWith("""
                Replay of usage.csv, 1:00:06 of traffic
                ────────────────────────────────────────────────────────────────────────────────
                  requests                    8   by 3 users in 3 sessions
                  approved                    6   75.0 %
                  refused                     2   25.0 %: ACCOUNT_EXHAUSTED 2
                  ran out                1 user   the first at 0:10:05
                  charged            6.00000000   credits, of 6.00000000 held
                  books                BALANCED   each account has spent what was charged to it

                Users who ran out
                  1 of 3, by the log's time:
                       first at  refused  times  out for     charged  of
                  bob   0:10:05   2 of 4      1  0:49:55  2.00000000  1 hourly
                """);
        assertThat(run.out()).contains("""

                Share of their requests refused, by user
                  p50 0.0 %, p75 50.0 %, p90 50.0 %, p95 50.0 %, p99 50.0 %, max 50.0 %

                Users who cost the most
                                 requests  refused     charged   share
                  ada                   3        0  3.00000000  50.0 %
                  bob                   4        2  2.00000000  33.3 %
                  <img src=x>'&         1        0  1.00000000  16.7 %

                Models
                                requests  refused     charged   share
                  opus                 3        0  3.00000000  50.0 %
                  sonnet               4        2  2.00000000  33.3 %
                  <b>model</b>         1        0  1.00000000  16.7 %
                """);
    }

    @Test
    void twoPoliciesAreShownSideBySide() throws IOException {
        CommandRun run = CommandRun.of("replay", log, "--compare", tiers(), flat());

        assertThat(run.status()).as(run.err()).isZero();
        // Flat, ada and bob have two credits for good, and run out after 20 minutes. The last call ends at 1:00:08.
        assertThat(run.out()).startsWith("""
                Replay of usage.csv, 1:00:06 of traffic, under tiers.yaml and flat.yaml
                ────────────────────────────────────────────────────────────────────────────────
                                   tiers.yaml   flat.yaml
                  requests                  8           8
                  refused                   2           3
                  share                25.0 %      37.5 %
                  users out                 1           2
                  first at            0:10:05     0:20:00
                  times out                 1           2
                  out for, in all     0:49:55     1:20:11
                """).contains("""
                Users who ran out under one of them only
                  tiers.yaml: 0 users
                  flat.yaml: 1 user (ada)
                """);
        JsonNode json = CommandRun.of("replay", log, "--report", "json", "--compare", tiers(), flat())
                .json();
        assertThat(json.at("/compared/0/policy").asString()).isEqualTo("tiers.yaml");
        assertThat(json.at("/compared/1/report/reservations/rejected").asInt()).isEqualTo(3);
        assertThat(errorsIn(json.at("/compared/1/report").toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --config FLAT --user-limit 5        | --config says what the limits are, and so does --user-limit
            --compare FLAT FLAT --period day    | --compare says what the limits are, and so does --period
            --config FLAT --compare FLAT FLAT   | --config and --compare both say which policies to try
            --compare FLAT FLAT --load          | --compare is a simulation; leave out --load
            --config FLAT --store memory        | --config says which store, and so do --store and --store-url
            --compare FLAT                      | --compare
            """)
    void whatContradictsItselfIsWrongUsage(String options, String message) throws IOException {
        String flat = flat();
        CommandRun run = CommandRun.of(("replay " + options.replace("FLAT", flat)).split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() {
        CommandRun run = CommandRun.of("replay", log, "--config", "nowhere.yaml");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("nowhere.yaml").doesNotContain("\tat ");
    }

    @Test
    void thePageHasAllInItselfAndEscapesWhatComesFromTheLog() throws IOException {
        Path file = directory.resolve("report.html");

        CommandRun run = CommandRun.of("replay", log, "--config", tiers(), "--html", file.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("BALANCED");
        String page = Files.readString(file);
        assertThat(List.of(
                        "<title>Replay of usage.csv</title>",
                        "var uPlot=",
                        ".uplot",
                        "default-src 'none'",
                        "prefers-color-scheme: dark",
                        "&lt;img src=x&gt;&#39;&amp;",
                        "&lt;b&gt;model&lt;/b&gt;",
                        "\"refused\":[0,0,0,0,0,0,0,0,0,0,1"))
                .allSatisfy(part -> assertThat(page.contains(part)).as(part).isTrue());
        assertThat(List.of("<img", "<b>model", "{{"))
                .allSatisfy(part -> assertThat(page.contains(part)).as(part).isFalse());
        // No element and no script asks anything of the network.
        assertThat(Pattern.compile("<(link|img|iframe|object|embed|base)\\b|<[a-z][^>]*\\s(src|href|action)=|@import|"
                                + "\\burl\\(|\\bfetch\\(|XMLHttpRequest")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void aPageThatCannotBeWrittenIsNamedBeforeTheReplayRuns() {
        CommandRun run = CommandRun.of(
                "replay", log, "--html", directory.resolve("no/where.html").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("where.html, and there is no folder " + directory.resolve("no"));
        assertThat(CommandRun.of("replay", log, "--html", directory.toString()).err())
                .contains("which cannot be written");
    }

    @Test
    void filesOfTheSameNameAreToldApart() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path copy = Files.copy(Path.of(tiers()), other.resolve(Path.of(tiers()).getFileName()));

        JsonNode json = CommandRun.of("replay", log, "--report", "json", "--compare", tiers(), copy.toString())
                .json();

        assertThat(json.at("/compared/0/policy").asString()).isEqualTo(tiers());
        assertThat(json.at("/compared/1/policy").asString()).isEqualTo(copy.toString());
    }

    @Test
    void reportsMatchTheirSchema() throws IOException {
        assertThat(errorsIn(CommandRun.of("replay", log, "--report", "json", "--user-limit", "2", "--swarm-limit", "1")
                        .out()))
                .isEmpty();
        assertThat(errorsIn(CommandRun.of("replay", log, "--report", "json", "--load", "--user-limit", "0")
                        .out()))
                .isEmpty();
        assertThat(errorsIn(
                        CommandRun.of("replay", log, "--report", "json", "--estimate", "ladder", "--prices", "built-in")
                                .out()))
                .isEmpty();
        assertThat(errorsIn("{}")).as("the schema refuses what is none").contains("trace");
    }

    private static String errorsIn(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "replay-report.schema.json")), InputFormat.JSON);
        StringBuilder errors = new StringBuilder();
        schema.validate(json, InputFormat.JSON)
                .forEach(error -> errors.append(error).append('\n'));
        return errors.toString();
    }
}
