package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.core.model.Credits;
import io.stipend.events.CreditFold;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaPublishers;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Replays into a real broker, and looks at what is there. */
@Timeout(180)
class KafkaReplayTest {

    private static final Pattern TENANT = Pattern.compile("tenant (replay-[0-9a-f-]+)");

    private final KafkaServer server = KafkaServer.shared();
    private final String topic = server.uniqueTopic();
    private final String url = server.bootstrapServers() + "/" + topic;

    private List<ResourceEvent> events() {
        return KafkaRecords.all(server, topic).stream()
                .map(record -> Objects.requireNonNull(
                        KafkaPublishers.deserializer().deserialize(topic, record.headers(), record.value())))
                .toList();
    }

    private static long units(JsonNode report, String path) {
        return new BigDecimal(report.at(path).asString())
                .movePointRight(Credits.SCALE)
                .longValueExact();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "postgres", "redis"})
    void theMooncakeTraceWith64WorkersGivesATopicThatTellsTheBooks(String store) {
        List<String> args = new ArrayList<>(List.of(
                "replay",
                "--report",
                "json",
                "--load",
                "--report-every",
                "256",
                "--workers",
                "64",
                "--events",
                "kafka",
                "--events-url",
                url,
                "--store",
                store));
        switch (store) {
            case "postgres" -> args.addAll(List.of("--store-url", PostgresReplayTest.urlWithSchema()));
            case "redis" ->
                args.addAll(List.of("--store-url", RedisServer.shared().url()));
            default -> {}
        }

        CommandRun run = CommandRun.of(args.toArray(String[]::new));

        assertThat(run.status()).as(run.err()).isZero();
        List<ResourceEvent> events = events();
        assertThat(run.json().at("/acknowledged").asLong()).isEqualTo(events.size());
        // What other tests left in the journal of this store is published as well.
        Matcher named = TENANT.matcher(run.err());
        assertThat(named.find()).as(run.err()).isTrue();
        String tenant = named.group(1);
        CreditFold fold = new CreditFold();
        events.forEach(fold::accept);
        Map<CreditFold.Account, CreditFold.Balance> users = fold.balances().entrySet().stream()
                .filter(balance -> balance.getKey().tenant().equals(tenant)
                        && balance.getKey().account().startsWith("user:"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(users).hasSize(run.json().at("/books/accounts").asInt());
        assertThat(sum(users, CreditFold.Balance::spent)).isEqualTo(units(run.json(), "/books/spent"));
        assertThat(sum(users, CreditFold.Balance::allowance)).isEqualTo(units(run.json(), "/books/allowance"));
        assertThat(users.values())
                .allSatisfy(balance -> assertThat(balance.reserved()).isZero());
    }

    private static long sum(
            Map<CreditFold.Account, CreditFold.Balance> users, ToLongFunction<CreditFold.Balance> part) {
        return users.values().stream().mapToLong(part).sum();
    }

    @Test
    void theTailPrintsWhatIsThereAndReadsItsOwnJson(@TempDir Path directory) throws IOException {
        Path trace = Files.writeString(
                directory.resolve("log.csv"), "timestamp,user,input_tokens,output_tokens\n0,zoë,100,10\n");
        CommandRun replay = CommandRun.of("replay", "--events", "kafka", "--events-url", url, trace.toString());
        assertThat(replay.status()).as(replay.err()).isZero();
        assertThat(replay.out()).containsPattern("acknowledged +[1-9][0-9]* +by kafka");

        CommandRun words = tail("--from-beginning", "--no-follow");
        CommandRun json = tail("--from-beginning", "--no-follow", "--json");

        assertThat(words.status()).as(words.err()).isZero();
        assertThat(words.out())
                .contains("user:zoë")
                .containsPattern("resource\\.reserved .* credits held on user:zoë")
                .containsPattern("resource\\.completed .* credits charged, efficiency")
                .doesNotContain("[tenant=");
        assertThat(json.out().lines().toList())
                .hasSameSizeAs(words.out().lines().toList())
                .allSatisfy(line -> assertThat(line).startsWith("{\"specversion\":\"1.0\""));
        Path file = Files.writeString(directory.resolve("events.jsonl"), json.out());
        assertThat(CommandRun.of("events", "tail", file.toString()).out()).isEqualTo(words.out());
        assertThat(tail("--no-follow").out()).as("nothing has come since").isEmpty();
    }

    private CommandRun tail(String... options) {
        List<String> args = new ArrayList<>(List.of("events", "tail", "--events-url", url));
        args.addAll(List.of(options));
        return CommandRun.of(args.toArray(String[]::new));
    }

    @Test
    void whatIsMissingOrWrongIsSaid(@TempDir Path directory) throws IOException {
        assertThat(CommandRun.of("replay", "--events", "kafka").err()).contains("--events-url host:port");
        CommandRun url = CommandRun.of("replay", "--events", "kafka", "--events-url", "nowhere");
        assertThat(url.status()).isEqualTo(2);
        assertThat(url.err()).contains("--events-url is 'nowhere'; give host:port");
        CommandRun away = CommandRun.of("replay", "--events", "kafka", "--events-url", "127.0.0.1:1");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
        assertThat(CommandRun.of("events", "tail").err()).contains("--events-url", "a file");
        CommandRun missing = tail("--no-follow");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains(topic).doesNotContain("\tat ");
        Path properties = Files.writeString(directory.resolve("client.properties"), "acks=1\n");
        CommandRun conflict = CommandRun.of(
                "replay", "--events", "kafka", "--events-url", this.url, "--events-properties", properties.toString());
        assertThat(conflict.status()).isEqualTo(2);
        assertThat(conflict.err()).contains("acks", "must be all");
        Path foreign = Files.writeString(directory.resolve("foreign.jsonl"), "{\"a\":1}\nnot json\n");
        CommandRun passedOver = CommandRun.of("events", "tail", foreign.toString());
        assertThat(passedOver.status()).isEqualTo(1);
        assertThat(passedOver.err()).contains("line 1", "line 2", "passed over 2 records");
    }
}
