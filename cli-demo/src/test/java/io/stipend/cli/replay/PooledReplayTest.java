package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Logs on nodes that share a pool. Small ones were worked out by hand. What a node does on a thread of its own takes one to two milliseconds, so
 * a request that waits begins two to four after another has ended: one to see that there is room, one to reserve.
 */
final class PooledReplayTest {

    private static final String HEADER = "timestamp_ms,user,session,input_tokens,output_tokens,cost,duration_ms\n";

    @TempDir
    private Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String log(String rows) throws IOException {
        return write("usage.csv", HEADER + rows);
    }

    /** Pools whose definitions, or other keys below {@code pools}, are these lines of YAML. */
    private String pools(String lines) throws IOException {
        return write(
                "pools.yaml",
                "store: {type: postgres, url: 'jdbc:postgresql://127.0.0.1:1/nowhere'}\npools:\n" + lines.indent(2));
    }

    private String oneSlot() throws IOException {
        return pools("definitions: {gpus: {slots: 1, members: {bob: {minimum: {slots: 1}}}}}");
    }

    /** Ada runs for ten seconds. Bob comes a second later, and would run for two. */
    private String adaThenBob() throws IOException {
        return log("0,ada,a,10,10,1,10000\n1000,bob,b,10,10,1,2000\n");
    }

    private static JsonNode runs(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode runs = run.json().at("/runs");
        for (JsonNode each : runs) {
            assertThat(each.at("/balanced").asBoolean()).isTrue();
            each.at("/resources")
                    .forEach(use -> assertThat(use.at("/overshoot").asDouble()).isZero());
        }
        return runs;
    }

    private static JsonNode member(JsonNode run, String name) {
        return StreamSupport.stream(run.at("/members").spliterator(), false)
                .filter(member -> member.at("/member").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoFindsNoRoomIsServedWhenOneEnds() throws IOException {
        JsonNode runs = runs(CommandRun.of("replay", adaThenBob(), "--pool", oneSlot(), "--nodes", "1", "--json"));

        assertThat(runs).hasSize(1);
        JsonNode run = runs.get(0);
        assertThat(run.at("/requests/served").asInt()).isEqualTo(2);
        assertThat(member(run, "ada").at("/requests/waitP99Millis").asInt()).isZero();
        assertSeconds(member(run, "bob").at("/requests/waitP99Millis"), 9, 1);
        assertSeconds(run.at("/millis"), 12, 1);
        assertThat(member(run, "ada").at("/meanShare").asDouble()).isEqualTo(10 / 12.0, within(0.001));
        assertThat(run.at("/resources/0/inUse").asDouble()).isEqualTo(1, within(0.001));
        assertThat(run.at("/resources/0/most").asInt()).isEqualTo(1);
        // A reserve, a report and a settle each, of ada and bob; the rest is for fairness.
        assertThat(run.at("/store/calls").asLong()
                        - run.at("/store/callsForFairness").asLong())
                .isGreaterThanOrEqualTo(2 * 3);
    }

    @Test
    void whoIsOwedAndGivesUpIsCounted() throws IOException {
        JsonNode run = runs(CommandRun.of(
                        "replay", adaThenBob(), "--pool", oneSlot(), "--nodes", "1", "--wait", "5s", "--json"))
                .get(0);

        JsonNode bob = member(run, "bob");
        assertThat(bob.at("/requests/timedOut").asInt()).isEqualTo(1);
        assertThat(bob.at("/requests/withinMinimum").asInt()).isEqualTo(1);
        assertThat(bob.at("/requests/withinMinimumUnserved").asInt()).isEqualTo(1);
        assertThat(bob.at("/minimum/SLOTS").asInt()).isEqualTo(1);
        assertThat(bob.at("/owedPart").asDouble()).isEqualTo(0.5, within(1e-9));
        assertThat(run.at("/millis").asInt()).isEqualTo(10_000);
    }

    @Test
    void whoDoesNotWaitIsRefused() throws IOException {
        JsonNode run = runs(CommandRun.of(
                        "replay", adaThenBob(), "--pool", oneSlot(), "--nodes", "1", "--wait", "0s", "--json"))
                .get(0);

        assertThat(run.at("/requests/refusedBy/pool").asInt()).isEqualTo(1);
        assertThat(run.at("/requests/timedOut").asInt()).isZero();
    }

    /** The node that bob waits on sees that ada has ended when it looks next, 250 ms later at most. */
    @Test
    void anotherNodeSeesItWithItsNextLook() throws IOException {
        JsonNode runs = runs(CommandRun.of("replay", adaThenBob(), "--pool", oneSlot(), "--nodes", "2", "--json"));

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).at("/nodes").asInt()).isEqualTo(2);
        assertThat(runs.get(1).at("/nodes").asInt()).isEqualTo(1);
        assertThat(member(runs.get(0), "bob").at("/requests/waitP50Millis").asInt())
                .isBetween(9_000, 9_256);
        assertSeconds(member(runs.get(1), "bob").at("/requests/waitP50Millis"), 9, 1);
    }

    /**
     * Ada has three slots at first, as nobody else is there. From then on two of three that come free are hers, until at 30 s her last two
     * begin: bob's begin at 10, 20, 30, three times at 40 and three times at 50.
     */
    @Test
    void sharesAreByWeight() throws IOException {
        JsonNode run = runs(CommandRun.of(
                        "replay",
                        log(jobs("ada", 9) + jobs("bob", 9)),
                        "--pool",
                        pools("definitions: {gpus: {slots: 3, members: {ada: {weight: 2}}}}"),
                        "--nodes",
                        "1",
                        "--wait",
                        "2m",
                        "--json"))
                .get(0);

        assertThat(run.at("/requests/served").asInt()).isEqualTo(18);
        assertSeconds(member(run, "ada").at("/requests/waitP50Millis"), 10, 1);
        assertSeconds(member(run, "ada").at("/requests/waitP99Millis"), 30, 3);
        assertSeconds(member(run, "bob").at("/requests/waitP50Millis"), 40, 4);
        assertSeconds(member(run, "bob").at("/requests/waitP99Millis"), 50, 5);
        assertSeconds(run.at("/millis"), 60, 5);
        // From 10 s to 30 s something waits for both all the time.
        assertThat(run.at("/fairness/periods").asInt()).isEqualTo(2);
        assertThat(run.at("/fairness/least").asDouble()).isEqualTo(1, within(0.001));
        assertThat(run.at("/resources/0/inUse").asDouble()).isEqualTo(1, within(0.001));
    }

    private static String jobs(String user, int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append("0,").append(user).append(',').append(user).append(i).append(",10,10,1,10000\n");
        }
        return rows.toString();
    }

    /**
     * So many seconds, and two to four milliseconds for each of so many calls that ended one after another; twice that where a request was
     * tried a moment too early, and once more.
     */
    private static void assertSeconds(JsonNode millis, int seconds, int calls) {
        assertThat(millis.asInt()).isBetween(seconds * 1_000 + 2 * calls, seconds * 1_000 + 8 * calls);
    }

    /** Both ask for eight credits of ten. */
    @Test
    void creditsAreSharedUntilTheyAreSpent() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            rows.append(2000 * i)
                    .append(",ada,a,10,10,1,500\n")
                    .append(2000 * i + 1000)
                    .append(",bob,b,10,10,1,500\n");
        }
        JsonNode run = runs(CommandRun.of(
                        "replay",
                        log(rows.toString()),
                        "--pool",
                        pools("definitions: {money: {credits: 10}}"),
                        "--nodes",
                        "1",
                        "--json"))
                .get(0);

        for (String name : List.of("ada", "bob")) {
            assertThat(member(run, name).at("/requests/served").asInt()).isEqualTo(5);
            assertThat(member(run, name).at("/requests/timedOut").asInt()).isEqualTo(3);
        }
        assertThat(run.at("/resources/0/resource").asString()).isEqualTo("CREDITS");
        assertThat(run.at("/resources/0/most").asString()).isEqualTo("10.00000000");
    }

    @Test
    void aNewPeriodServesWhoWaits() throws IOException {
        String log = write("usage.csv", HEADER.replace("timestamp_ms", "timestamp") + """
                2026-03-02T09:59:50Z,ada,a,10,10,1,100
                2026-03-02T09:59:51Z,ada,a,10,10,1,100
                2026-03-02T09:59:52Z,ada,a,10,10,1,100
                2026-03-02T09:59:53Z,ada,a,10,10,1,100
                """);
        JsonNode run = runs(CommandRun.of(
                        "replay",
                        log,
                        "--pool",
                        pools("definitions: {money: {credits: 2, period: hour}}"),
                        "--nodes",
                        "1",
                        "--json"))
                .get(0);

        assertThat(run.at("/requests/served").asInt()).isEqualTo(4);
        assertThat(run.at("/requests/waitP99Millis").asInt()).isBetween(8_000, 8_260);
    }

    @Test
    void sessionsCanBeMembers() throws IOException {
        JsonNode run = runs(CommandRun.of(
                        "replay",
                        adaThenBob(),
                        "--pool",
                        pools("definitions: {gpus: {slots: 1, member-kind: swarm}}"),
                        "--nodes",
                        "1",
                        "--json"))
                .get(0);

        assertThat(member(run, "a").at("/requests/served").asInt()).isEqualTo(1);
        assertSeconds(member(run, "b").at("/requests/waitP50Millis"), 9, 1);
    }

    /** Ada has a hundred calls a second for twenty seconds. */
    @Test
    void blocksServeABusyPathWithFewCallsOfTheStore() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            rows.append(10 * i).append(",ada,s").append(i).append(",10,10,0.001,50\n");
        }
        JsonNode runs = runs(CommandRun.of(
                "replay",
                log(rows.toString()),
                "--pool",
                pools("definitions: {money: {credits: 1000}}\nblocks: {enabled: true}"),
                "--nodes",
                "2",
                "--json"));

        JsonNode nodes = runs.get(0);
        assertThat(nodes.at("/requests/served").asInt()).isEqualTo(2_000);
        assertThat(nodes.at("/blocks/enabled").asBoolean()).isTrue();
        assertThat(nodes.at("/blocks/formed").asInt()).isEqualTo(2);
        assertThat(nodes.at("/blocks/served").asInt()).isGreaterThan(1_800);
        assertThat(nodes.at("/store/callsPerThousandRequests").asDouble())
                .isLessThan(runs.get(1).at("/store/callsPerThousandRequests").asDouble() / 5);
        assertThat(runs.get(1).at("/blocks/formed").asInt()).isZero();
    }

    /** A log of everything: sessions that wait for their answers, calls of known length, money, and users without any. */
    private String mixed(int seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder();
        for (int i = 0, at = 0; i < 400; i++, at += random.nextInt(400)) {
            rows.append(at)
                    .append(",user-")
                    .append(random.nextInt(6))
                    .append(",s")
                    .append(random.nextInt(40));
            rows.append(',').append(random.nextInt(9_000)).append(',').append(random.nextInt(300));
            rows.append(random.nextBoolean() ? ",0.0" + random.nextInt(100) : ",");
            rows.append(random.nextBoolean() ? "," + random.nextInt(9_000) : ",")
                    .append('\n');
        }
        return log(rows.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "definitions: {p: {slots: 5, members: {user-1: {weight: 3, minimum: {slots: 1}}, user-2: {most: {slots: 1}}}}}",
                "definitions: {p: {credits: 4, members: {user-1: {weight: 3, minimum: {credits: 1}}}}}\nblocks: {enabled: true, from: 1}",
                "definitions: {p: {tokens: 300000, slots: 9}}",
                "definitions: {p: {credits: 500}}\nblocks: {enabled: true, from: 1}"
            })
    void nothingIsLostAndASeedGivesTheSameAgain(String definitions) throws IOException {
        String[] args = {"replay", mixed(7), "--pool", pools(definitions), "--nodes", "3", "--wait", "5s", "--json"};
        CommandRun first = CommandRun.of(args);
        JsonNode runs = runs(first);

        for (JsonNode run : runs) {
            assertThat(asked(run)).isEqualTo(400);
            List<JsonNode> all = new ArrayList<>(List.of(run));
            run.at("/members").forEach(all::add);
            assertThat(all)
                    .allSatisfy(each -> assertThat(each.at("/requests/asked").asInt())
                            .isEqualTo(each.at("/requests/served").asInt()
                                    + each.at("/requests/timedOut").asInt()
                                    + each.at("/requests/refused").asInt()));
            assertThat(all.stream()
                            .skip(1)
                            .mapToInt(each -> each.at("/requests/asked").asInt())
                            .sum())
                    .isEqualTo(400);
        }
        assertThat(CommandRun.of(args)).isEqualTo(first);
        String[] other =
                Stream.concat(Stream.of(args), Stream.of("--seed", "2")).toArray(String[]::new);
        assertThat(asked(CommandRun.of(other).json().at("/runs/0"))).isEqualTo(400);
    }

    private static int asked(JsonNode run) {
        return run.at("/requests/asked").asInt();
    }

    /**
     * Night-batch has all three slots until 20 s. Then ada is served within her minimum, and the others by their shares; the node that bob's second
     * request waits on hears of it with its next look.
     */
    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void theReportIsThis(int columns) throws IOException {
        String log = log("""
                0,night-batch,n1,900,100,0.01,20000
                0,night-batch,n2,900,100,0.01,20000
                0,night-batch,n3,900,100,0.01,20000
                0,night-batch,n4,900,100,0.01,20000
                5000,ada,a1,900,100,0.01,2000
                6000,ada,a2,900,100,0.01,2000
                7000,bob,b1,900,100,0.01,5000
                8000,bob,b2,900,100,0.01,60000
                60000,ada,a3,900,100,0.01,2000
                """);
        String pools = pools("definitions: {gpus: {slots: 3, members: {ada: {weight: 4, minimum: {slots: 1}}}}}");
        System.setProperty("stipend.columns", Integer.toString(columns));
        try {
            CommandRun run = CommandRun.of("replay", log, "--pool", pools, "--nodes", "2");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
            assertThat(run.out()).isEqualTo(golden("pool-report-" + columns + ".txt"));
        } finally {
            System.clearProperty("stipend.columns");
        }
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = PooledReplayTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --nodes 4                             | --nodes is not used without --pool; name the configuration
            --wait 5s                             | --wait is not used without --pool
            --seed 3                              | --seed is not used without --pool
            --pool-name gpus                      | --pool-name is not used without --pool
            --pool POOL --nodes 0                 | --nodes is 0; give a whole number from 1 to 64
            --pool POOL --nodes 65                | --nodes is 65; give a whole number from 1 to 64
            --pool POOL --nodes many              | many
            --pool POOL --wait 25h                | --wait is PT25H; give at most a day
            --pool POOL --wait soon               | soon
            --pool POOL --pool-name gpu           | --pool-name is gpu, and
            --pool POOL --pool-name gpu           | defines gpus; did you mean gpus?
            --pool POOL --user-limit 5            | --pool says what the limits are, and so does --user-limit; give one
            --pool POOL --config POOL             | --pool says what the limits are, and so does --config; give one
            --pool POOL --compare POOL POOL       | --pool says what the limits are, and so does --compare
            --pool POOL --load                    | --load is not used with --pool, which simulates nodes
            --pool POOL --workers 2               | --workers is not used with --pool
            --pool POOL --store memory            | --store is not used with --pool
            --pool POOL --estimate ladder         | --estimate is not used with --pool
            --pool POOL --strategy pace           | --strategy is not used with --pool
            --pool POOL --html x.html             | --html is not used with --pool
            --pool POOL --metrics-port 0          | --metrics-port is not used with --pool
            --pool POOL --events log              | --events is not used with --pool
            """)
    void whatContradictsItselfIsWrongUsage(String options, String message) throws IOException {
        String pool = oneSlot();
        CommandRun run = CommandRun.of(("replay " + adaThenBob() + " " + options.replace("POOL", pool)).split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFileThatDefinesNoPoolOrSeveralIsNamed() throws IOException {
        String none = write("none.yaml", "store: {type: memory}\n");
        assertThat(CommandRun.of("replay", adaThenBob(), "--pool", none).err())
                .contains("--pool is " + none + ", which defines no pool; add pools.definitions.NAME");
        String several = pools("definitions: {gpus: {slots: 1}, money: {credits: 5}}");
        assertThat(CommandRun.of("replay", adaThenBob(), "--pool", several).err())
                .contains("which defines gpus, money; say which with --pool-name");
        JsonNode run = CommandRun.of("replay", adaThenBob(), "--pool", several, "--pool-name", "money", "--json")
                .json();
        assertThat(run.at("/pool/name").asString()).isEqualTo("money");
        String memory = pools("definitions: {ram: {memory: 1000}}");
        assertThat(CommandRun.of("replay", adaThenBob(), "--pool", memory).err())
                .contains(
                        "pool ram limits nothing that a log tells of; give it slots, credits, tokens or compute time");
        CommandRun missing = CommandRun.of("replay", adaThenBob(), "--pool", "nowhere.yaml");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("nowhere.yaml").doesNotContain("\tat ");
    }

    @Test
    void aPoolThatTheConfigurationRefusesIsNotReplayed() throws IOException {
        CommandRun run = CommandRun.of(
                "replay",
                adaThenBob(),
                "--pool",
                pools("definitions: {gpus: {slots: 1, members: {bob: {minimum: {slots: 2}}}}}"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("lower minimums or raise the limit");
        assertThat(CommandRun.of(
                                "replay",
                                adaThenBob(),
                                "--pool",
                                oneSlot(),
                                "--set",
                                "pools.definitions.gpus.slots=2",
                                "--json")
                        .json()
                        .at("/pool/limits/SLOTS")
                        .asInt())
                .isEqualTo(2);
    }
}
