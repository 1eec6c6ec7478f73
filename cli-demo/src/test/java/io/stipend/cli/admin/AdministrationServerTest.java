package io.stipend.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.cli.replay.engine.Books;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that administer books, on real servers and on the books of a replay. */
class AdministrationServerTest {

    private static final Pattern TENANT = Pattern.compile("books are those of tenant (replay-[^;]+);");
    private static final int REQUESTS = 60;

    @TempDir
    Path directory;

    /** The books that a replay left. */
    private record Books(String url, String tenant) {

        CommandRun run(String... args) {
            List<String> all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--store-url", url, "--tenant", tenant));
            return CommandRun.of(all.toArray(String[]::new));
        }
    }

    static Stream<String> stores() {
        return Stream.of("postgres", "redis");
    }

    private Books replay(String store) throws Exception {
        String url = store.equals("postgres")
                ? PostgresReplayTest.urlWithSchema()
                : RedisServer.shared().url();
        StringBuilder log = new StringBuilder("timestamp,user,input_tokens,output_tokens\n");
        for (int i = 0; i < REQUESTS; i++) {
            log.append(String.format(Locale.ROOT, "%d,user-%d,%d,100\n", i, i % 3, 1000 * (1 + i % 3)));
        }
        Path trace = Files.writeString(directory.resolve("log.csv"), log, StandardCharsets.UTF_8);
        CommandRun replay = CommandRun.of("replay", "--store", store, "--store-url", url, trace.toString());
        assertThat(replay.status()).as(replay.err()).isZero();
        Matcher tenant = TENANT.matcher(replay.err());
        assertThat(tenant.find()).isTrue();
        return new Books(url, tenant.group(1));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void theBooksOfAReplayAreListedExportedChangedAndFoundRight(String store) throws Exception {
        Books books = replay(store);

        CommandRun verified = books.run("verify");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("nothing is wrong: 1 tenant, 3 accounts, 0 open reservations, 60 closed");

        CommandRun max = books.run("accounts", "--limit", "1", "--json");
        assertThat(max.json().at("/account").asString()).isEqualTo("user:user-2");
        JsonNode exported = JsonMapper.builder()
                .build()
                .readTree(books.run("export", "--by", "user", "--json")
                        .out()
                        .lines()
                        .filter(line -> line.contains("\"user-2\""))
                        .findFirst()
                        .orElseThrow());
        assertThat(exported.at("/credits")).isEqualTo(max.json().at("/resources/CREDITS/spent"));
        assertThat(exported.at("/reservations").asLong()).isEqualTo(REQUESTS / 3);

        String[] grant = {
            "account",
            "grant",
            "user-2",
            "5",
            "--reason",
            "test",
            "--by",
            "ops",
            "--yes",
            "--operation-id",
            "op",
            "--json"
        };
        assertThat(books.run(grant).json().at("/replayed").asBoolean()).isFalse();
        assertThat(books.run(grant).json().at("/replayed").asBoolean()).isTrue();
        CommandRun history = books.run("account", "history", "user-2", "--json");
        assertThat(history.json().at("/reason").asString()).isEqualTo("ops: test");
        for (String verb : List.of("freeze", "unfreeze")) {
            assertThat(books.run("tenant", verb, "--reason", "test", "--yes").status())
                    .isZero();
            assertThat(books.run("verify").status()).isZero();
        }
        assertThat(books.run("reservations").out()).contains("no such reservation is open");
        assertThat(books.run("verify").status()).isZero();
    }

    @Test
    void damagedBooksAreFoundAndRepaired() throws Exception {
        Books books = replay("postgres");
        damage(
                "UPDATE stipend.account SET reserved[1] = reserved[1] + 500000000 WHERE tenant = ? AND account = 'user:user-1'",
                books);
        damage(
                "UPDATE stipend.account SET spent[1] = spent[1] - 1 WHERE tenant = ? AND account = 'user:user-2'",
                books);

        CommandRun found = books.run("verify");
        CommandRun dry = books.run("verify", "--repair", "--dry-run");
        CommandRun unasked = books.run("verify", "--repair", "--reason", "test");
        CommandRun repaired = books.run("verify", "--repair", "--reason", "test", "--by", "ops", "--yes", "--json");

        assertThat(found.status()).isEqualTo(1);
        assertThat(found.out())
                .contains("2 findings, 2 repairable")
                .contains(
                        "account user:user-1 has 5.00000000 of CREDITS reserved, and its 0 open reservations hold 0.00000000")
                .contains("SPENT  tenant " + books.tenant() + ": account user:user-2 has spent ");
        assertThat(dry.status()).isEqualTo(1);
        assertThat(dry.err())
                .contains("account user:user-1: reserved CREDITS 5.00000000 -> 0.00000000", "this was a dry run");
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("nothing changed: there is nobody to ask; give --yes");
        assertThat(repaired.status()).as(repaired.err()).isZero();
        assertThat(repaired.err()).contains("verified again: nothing is wrong any more");
        assertThat(repaired.out().lines().filter(line -> line.contains("\"result\":\"DONE\"")))
                .hasSize(2);
        assertThat(books.run("account", "history", "user-1").out())
                .containsPattern("REPAIR .* ops: test: reserved CREDITS 5\\.00000000 -> 0\\.00000000");
        assertThat(books.run("verify").status()).isZero();
    }

    private static void damage(String sql, Books books) throws SQLException {
        try (Connection connection = PostgresServer.shared().connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, books.tenant());
            assertThat(statement.executeUpdate()).isOne();
        }
    }
}
